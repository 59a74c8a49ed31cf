/** Certificates: their last days, their chains, and their renewal. */
import { parseDuration } from '../../sim/index.ts';
import type { System } from '../system.ts';
import { certificateId, certificateKind, expiry, subjects, titleOf } from './certificate.ts';
import { certificateOperations } from './verbs.ts';

export const certificates: System = {
  name: 'certificates',
  kinds: [certificateKind],
  controllers: () => [expiry],
  populate: (hand, design) => {
    const { privateCA, chain } = design.rancher.tls;
    for (const subject of subjects) {
      if (subject === 'ca' && !privateCA) continue;
      const validFor = design.certificates.find((one) => one.of === subject)?.validFor;
      const notAfter = validFor === undefined ? -1 : parseDuration(validFor);
      hand.create(certificateKind, certificateId(subject), { settled: 'valid', input: { notAfter, ca: 1, chain: subject === 'rancher' ? chain : 'complete' } });
      if (notAfter >= 0) hand.wake('certificate-expiry', certificateId(subject), notAfter);
    }
  },
  check: (design) =>
    design.certificates.flatMap(({ of }, i) => {
      const path = ['certificates', i, 'of'];
      if (of === 'ca' && !design.rancher.tls.privateCA)
        return [{ code: 'wrong-keys', message: 'with a public CA there is none of its own', path, found: of, expected: 'rancher.tls.privateCA: true' }];
      const isTwice = design.certificates.findIndex((other) => other.of === of) < i;
      return isTwice ? [{ code: 'duplicate-name', message: `"${of}" has a certificate already`, path, found: of, expected: 'one for each' }] : [];
    }),
  operations: certificateOperations,
  ownNames: [],
  names: { 'certificate-expiry': 'the calendar' },
  namePatterns: [[/^certificate\/(.+)$/, titleOf]],
  phrases: { certificate: { expire: 'expires', renew: 'is renewed' } },
  facts: {
    certificate: (record) =>
      record.to === 'expired'
        ? {
            record,
            sign: '✖',
            one: `${titleOf(record.actor.replace('certificate/', ''))} expires`,
            aside: 'new handshakes fail, open connections live on',
            isBreak: true,
          }
        : record.from === 'expired'
          ? { record, sign: '✔', one: `${titleOf(record.actor.replace('certificate/', ''))} is renewed` }
          : undefined,
  },
};
