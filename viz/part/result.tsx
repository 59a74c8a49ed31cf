/** The outcome: verdicts of the expectations and service levels, with the command line's numbers. */
import { formatDuration, formatMoment, isWhole, percent } from '../format.ts';
import type { Session } from '../play/session.ts';

const signs = { passed: '✔', failed: '✖', unknown: '◌' } as const;
const tones = { passed: 'good', failed: 'bad', unknown: 'wait' } as const;

export function Result({ session }: { session: Session }) {
  const { properties, levels, verdict } = session.timeline;
  return (
    <div class="result">
      <h2>
        Expectations <Verdict verdict={verdict} />
      </h2>
      {properties.length === 0 && <p class="empty">This scenario expects nothing.</p>}
      <ul>
        {properties.map(({ name, kind, verdict, at, text, record }) => {
          const isNot = verdict !== 'passed' && kind !== 'always' && kind !== 'never';
          const when = at === null ? '' : `${isNot ? 'not by' : 'at'} ${formatMoment(at)}`;
          const aside = [text, when, verdict === 'failed' && kind === 'sometimes' ? 'it never was so' : ''].filter(Boolean).join(', ');
          return (
            <li key={name}>
              <button
                type="button"
                class={`tone-${tones[verdict]}`}
                disabled={record < 0}
                onClick={() => session.select({ type: 'record', index: record }, at ?? undefined)}
              >
                <span class="sign" aria-hidden="true">
                  {signs[verdict]}
                </span>
                <span class="only-said">{verdict}: </span>
                <span>
                  <b>{kind}</b> {name} {aside && <small>{aside}</small>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <h2>Service levels</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">path</th>
            <th scope="col">whole</th>
            <th scope="col">on average</th>
            <th scope="col">outages</th>
          </tr>
        </thead>
        <tbody>
          {levels.map(({ name, availability, meanShare, outages }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{percent(availability, outages.length > 0)}</td>
              <td>{percent(meanShare, outages.length > 0)}</td>
              <td>
                {outages.length === 0 && 'none'}
                {outages.slice(0, 8).map(({ from, to, share, reason, record }) => (
                  <button type="button" key={from} class="quiet" title={reason} onClick={() => session.select({ type: 'record', index: record }, from)}>
                    {formatMoment(from).replace(/\.\d+$/, '')} for {formatDuration(to - from)}
                    {isWhole(1 - share) ? '' : ' in part'}
                  </button>
                ))}
                {outages.length > 8 && ` and ${outages.length - 8} more`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hash">
        run <code>{session.timeline.hash}</code>, {session.timeline.records.toLocaleString('en')} records
      </p>
    </div>
  );
}

export function Verdict({ verdict }: { verdict: keyof typeof signs }) {
  return (
    <span class={`verdict tone-${tones[verdict]}`}>
      {signs[verdict]} {verdict}
    </span>
  );
}
