/** Where results go: text for people or one JSON document, on stdout; complaints on stderr, or as JSON in its place. */
import { type Complaint, complaintJson, formatComplaints } from './complaint.ts';
import { paintFor } from './paint.ts';
import { type Screen, screenFor } from './screen.ts';

/** What is needed of a stream. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export class Output {
  readonly screen: Screen;

  constructor(
    readonly isJson: boolean,
    readonly stdout: Stream,
    readonly stderr: Stream,
  ) {
    this.screen = screenFor(stdout);
  }

  print(text: () => string, json: () => object): void {
    this.stdout.write(this.isJson ? `${JSON.stringify(json(), null, 2)}\n` : text());
  }

  complain(complaints: readonly Complaint[]): void {
    if (this.isJson) this.stdout.write(`${JSON.stringify({ errors: complaints.map(complaintJson) }, null, 2)}\n`);
    else this.stderr.write(formatComplaints(complaints, paintFor(this.stderr)));
  }
}
