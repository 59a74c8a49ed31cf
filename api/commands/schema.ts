/** `paddock schema`: the JSON Schema of either kind of file, for editors and other programs. */
import type { Output } from '../output.ts';
import { type SchemaName, schemas } from '../schema.ts';

export function schemaCommand(name: SchemaName, output: Output): number {
  output.print(
    () => `${JSON.stringify(schemas[name], null, 2)}\n`,
    () => schemas[name],
  );
  return 0;
}
