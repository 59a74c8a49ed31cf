/** A YAML text with the positions of its keys and values: a file, or one argument of the call. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Problem } from '../models/index.ts';
import type { Complaint, Place } from './complaint.ts';

type Path = Problem['path'];

/** Deeper than any design or scenario; what is read later recurses. */
const deepest = 60;

export class Source {
  /** The data, when the text is right. */
  readonly data: unknown;
  /** What is wrong with the text itself. */
  readonly complaints: readonly Complaint[];
  private readonly lineCounter = new LineCounter();
  private readonly document: Document.Parsed | undefined;

  /** `argument` is what the text ends, if it is no file: its text, and which of its kind it is. */
  constructor(
    readonly file: string,
    private readonly text: string,
    private readonly argument?: { text: string; number: number },
  ) {
    const found: Complaint[] = [];
    try {
      this.document = parseDocument(text, { lineCounter: this.lineCounter, prettyErrors: false, logLevel: 'error' });
      for (const { code, message, pos } of [...this.document.errors, ...this.document.warnings]) found.push(syntax(code, message, this.at(pos[0], pos[1])));
      found.push(...this.nodes(this.document.contents, 0));
      if (found.length === 0) this.data = copy(this.document.toJS());
    } catch (error) {
      // The parser recurses, and aliases are resolved late.
      const message = error instanceof RangeError ? `nested more than ${deepest} deep` : (error as Error).message;
      found.push({ code: 'yaml', message, place: this.at(0, 0) });
    }
    this.complaints = found;
  }

  /** A problem with its place. */
  complain({ path, isKey = false, ...about }: Problem): Complaint {
    return { ...about, place: this.place(path, isKey) };
  }

  /** Where a value stands, or its key; of what is not there, where it would belong. */
  place(path: Path, isKey = false): Place {
    const { key, value } = this.find(path);
    const node = (isKey || isPlainBlock(value) ? key : undefined) ?? value ?? key;
    return node?.range ? this.at(node.range[0], node.range[1]) : this.at(0, 0);
  }

  /** Whether the text itself says something at a path. */
  has(path: Path): boolean {
    return this.find(path).depth === path.length;
  }

  /** The innermost node on the way to a path. */
  private find(path: Path): { key: Node | undefined; value: Node | undefined; depth: number } {
    let key: Node | undefined;
    let value = this.resolve(this.document?.contents);
    for (const [depth, step] of path.entries()) {
      let next: Node | undefined;
      if (isMap(value)) {
        const pair = value.items.find((one) => keyOf(one) === String(step));
        if (!pair) return { key, value, depth };
        key = pair.key as Node;
        next = pair.value as Node | undefined;
      } else if (isSeq(value)) {
        next = value.items[Number(step)] as Node | undefined;
        if (!next) return { key, value, depth };
        key = undefined;
      } else return { key, value, depth };
      // A value that comes from elsewhere in the file is shown there, key and all.
      value = this.resolve(next);
    }
    return { key, value, depth: path.length };
  }

  private resolve(node: unknown): Node | undefined {
    if (!isAlias(node)) return (node ?? undefined) as Node | undefined;
    return this.document ? (node.resolve(this.document) ?? undefined) : undefined;
  }

  /** The stretch of text from one offset to another, as far as its first line goes. */
  private at(from: number, to: number): Place {
    const { line, col } = this.lineCounter.linePos(from);
    if (this.argument) {
      const { text, number } = this.argument;
      return { file: this.file, line: number, column: text.length - this.text.length + from + 1, length: to - from, text, isArgument: true };
    }
    const start = this.lineCounter.lineStarts[Math.max(0, line - 1)] ?? 0;
    const rest = this.text.slice(start);
    const end = rest.search(/\r?\n|\r|$/);
    const text = rest.slice(0, end);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, Math.min(to - from, text.length - (col - 1))), text };
  }

  /** What YAML allows and a design or scenario does not: keys that are no plain text, endless depth. */
  private *nodes(node: unknown, depth: number): Generator<Complaint> {
    if (depth > deepest) throw new RangeError();
    if (isAlias(node) && !this.resolve(node)) yield syntax('BAD_ALIAS', `there is no anchor &${node.source} before this`, this.at(...offsets(node)));
    if (isSeq(node)) for (const item of node.items) yield* this.nodes(item, depth + 1);
    if (!isMap(node)) return;
    for (const pair of node.items) {
      const { key } = pair;
      if (!isScalar(key) || key.value === null) yield syntax('BAD_KEY', 'a key is plain text', this.at(...offsets((key as Node | null) ?? node)));
      yield* this.nodes(pair.value, depth + 1);
    }
  }
}

const offsets = ({ range }: Node): [number, number] => [range?.[0] ?? 0, range?.[1] ?? 0];

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');

/** A block or list is shown by its key, if it has one. */
const isPlainBlock = (node: Node | undefined): boolean => isMap(node) || isSeq(node);

/** A copy without shared parts, so that changing one use of an anchor leaves the others alone. */
const copy = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(copy)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]))
      : value;

const messages: Record<string, string> = {
  DUPLICATE_KEY: 'this key is there already',
  MULTIPLE_DOCS: 'one file holds one document; "---" begins another',
  TAB_AS_INDENT: 'a tab indents nothing in YAML; use spaces',
};

const syntax = (code: string, message: string, place: Place): Complaint => ({
  code: code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml',
  message: messages[code] ?? message,
  place,
});
