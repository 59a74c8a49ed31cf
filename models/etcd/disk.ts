/**
 * A slow disk: fsyncs that take longer than an election timeout now and then. etcd counts its leader's disk as part of the
 * leader's liveness (etcd-io/etcd@v3.4.3 Documentation/faq.md, tuning.md); a follower's costs nothing while the others are a
 * majority. The moments are drawn one by one, and only while a leader's disk is slow.
 */
import { defineParameters, exponential, min, s, uniform } from '../../sim/index.ts';

export const diskParameters = defineParameters('etcd.disk', {
  stall: uniform(s(1), s(10.8), {
    source: 'etcd-io/etcd#12405 and #7970: "sync duration of 1.02 s" to 10.8 s, "expected less than 1s"',
    why: 'an fsync of a slow disk that is reported',
  }),
  untilStall: exponential(min(1), { assumption: 'reports show such warnings from seconds to minutes apart; no distribution is published' }),
});
