/** Certificates: their last days, and their renewal. */
import { parseDuration } from '../../sim/index.ts';
import { textOr } from '../arguments.ts';
import type { System } from '../system.ts';
import { certificateId, certificateKind, expiry, subjects } from './certificate.ts';

export const certificates: System = {
  name: 'certificates',
  kinds: [certificateKind],
  controllers: () => [expiry],
  populate: (hand, design) => {
    for (const subject of subjects) {
      const validFor = design.certificates.find((one) => one.of === subject)?.validFor;
      const notAfter = validFor === undefined ? -1 : parseDuration(validFor);
      hand.create(certificateKind, certificateId(subject), { settled: 'valid', input: { notAfter } });
      if (notAfter >= 0) hand.wake('certificate-expiry', certificateId(subject), notAfter);
    }
  },
  check: (design) =>
    design.certificates.flatMap(({ of }, i) =>
      design.certificates.findIndex((other) => other.of === of) < i
        ? [{ code: 'duplicate-name', message: `"${of}" has a certificate already`, path: ['certificates', i, 'of'], found: of, expected: 'one for each' }]
        : [],
    ),
  operations: [
    {
      name: 'renew-certificate',
      takes: ['certificate'],
      run({ certificate }, hand) {
        const subject = textOr(certificate, 'rancher');
        if (!hand.find(certificateId(subject))) return `cannot renew the certificate of ${subject}: there is none`;
        if (subject === 'rancher' && !hand.get('kube-api').is('available')) return 'cannot renew the certificate of rancher: the API does not take its secret';
        hand.send(certificateId(subject), { type: 'renew', notAfter: -1 });
        // A changed secret is a changed configuration: nginx loads it anew.
        if (subject === 'rancher') hand.wake('ingress-reload', 'reload');
        return `renews the certificate of ${subject}`;
      },
    },
  ],
  ownNames: [],
  names: { 'certificate-expiry': 'the calendar' },
  namePatterns: [[/^certificate\/(.+)$/, (subject) => `the certificate of ${subject}`]],
  phrases: { certificate: { expire: 'expires', renew: 'is renewed' } },
  facts: {
    certificate: (record) =>
      record.to === 'expired'
        ? {
            record,
            sign: '✖',
            one: `the certificate of ${record.actor.replace('certificate/', '')} expires`,
            aside: 'new handshakes fail, open connections live on',
            isBreak: true,
          }
        : record.from === 'expired'
          ? { record, sign: '✔', one: `the certificate of ${record.actor.replace('certificate/', '')} is renewed` }
          : undefined,
  },
};
