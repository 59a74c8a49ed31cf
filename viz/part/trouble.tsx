/** When something does not work: one plain sentence, and a way on. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { FileProblem } from '../../api/server/protocol.ts';

interface Problems {
  file: string;
  /** The file's text, to show the lines that are wrong. */
  text: string;
  detail: string;
  errors: readonly FileProblem[];
}

/** What is wrong with a file, as a compiler says it: place, line, caret, what would be right. */
export function FileErrors({ file, text, detail, errors }: Problems) {
  const lines = text.split('\n');
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [errors]);
  return (
    <section ref={section} class="file-errors" role="alert">
      <h3>
        {file} was not run: {errors.length === 0 ? detail : `${errors.length} ${errors.length === 1 ? 'thing is' : 'things are'} wrong in it`}
      </h3>
      <ol>
        {errors.map((error) => (
          <li key={`${error.line} ${error.column} ${error.message}`}>
            <p>
              <code>
                {error.file}
                {error.line !== null && `:${error.line}`}
                {error.column !== null && `:${error.column}`}
              </code>{' '}
              <b>{error.message}</b>
            </p>
            {error.line !== null && lines[error.line - 1] !== undefined && (
              <pre>
                {lines[error.line - 1]}
                {'\n'}
                {error.column !== null && `${' '.repeat(Math.max(0, error.column - 1))}^`}
              </pre>
            )}
            <p>
              {error.expected && `Right would be ${error.expected}. `}
              {error.nearest && (
                <>
                  Did you mean <b>{error.nearest}</b>?
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
      {errors.length > 0 && <p>Mend the file and open it again, or choose another scenario.</p>}
    </section>
  );
}

export function Notice({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="notice" role="alert">
      <h1>{title}</h1>
      {children}
    </section>
  );
}
