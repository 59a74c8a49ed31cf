/** Another image for a workload, as kubectl set image gives it: its pods are replaced by its strategy. */
import { textOr } from '../arguments.ts';
import type { Operation } from '../system.ts';
import { defaultStrategy } from './rollout.ts';
import { workloadKind } from './workload.ts';

export const setImage: Operation = {
  name: 'set-image',
  takes: ['name', 'image'],
  run({ name, image }, hand) {
    const app = textOr(name, 'app');
    const wanted = textOr(image, `${app}:2`);
    const workload = hand.find(`deploy/${app}`, workloadKind);
    if (!hand.get('kube-api').is('available')) return `cannot set the image of ${app}: the API does not answer`;
    if (!workload) return `cannot set the image of ${app}: there is no such workload`;
    const { startup, strategy: present } = workload.data;
    const strategy = present.surge + present.unavailable > 0 ? present : defaultStrategy(hand, workload);
    hand.send(workload.id, { type: 'update', startup: { ...startup, image: wanted }, strategy });
    return `sets the image of ${app} to ${wanted}`;
  },
};
