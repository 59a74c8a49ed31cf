/** What can be asked of a design on PKS only. */
import { isOnPks, type PksDesign } from '../../models/design.ts';
import type { Design } from '../../models/index.ts';
import { platformNames } from '../../models/platform/platforms.ts';
import { aboutArgument } from '../complaint.ts';

/** The design, if it is on PKS. @throws WrongInput */
export function requirePks(design: Design, argument: string): PksDesign {
  if (isOnPks(design)) return design;
  throw aboutArgument('design', argument, {
    code: 'wrong-platform',
    message: `capacity counts what NSX-T and PKS run out of, and this design is on ${platformNames[design.platform]}, which takes nothing of them`,
    found: design.platform,
    expected: 'a design with platform: pks',
  });
}
