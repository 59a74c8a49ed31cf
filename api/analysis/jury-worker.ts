/** One judge in its thread; of several designs one after the other. */
import { Judge, type Judgement } from '../../models/analysis/judge.ts';
import type { JuryTask } from './jury.ts';

let seated: { key: string; judge: Judge } | undefined;

export default ({ case: { design, property, during, seeds }, key, plans }: JuryTask): Judgement[][] => {
  if (seated?.key !== key) seated = { key, judge: new Judge(design, property, during) };
  const { judge } = seated;
  return plans.map((plan) => seeds.map((seed) => judge.judge(plan, seed)));
};
