/** One judge in its thread. */
import { workerData } from 'node:worker_threads';
import type { Plan } from '../../models/analysis/component.ts';
import { Judge, type Judgement } from '../../models/analysis/judge.ts';
import type { Case } from './jury.ts';

const { design, property, seeds, during } = workerData as Case;
const judge = new Judge(design, property, during);

export default (plans: readonly Plan[]): Judgement[][] => plans.map((plan) => seeds.map((seed) => judge.judge(plan, seed)));
