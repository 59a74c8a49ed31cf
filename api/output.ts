/** Where results go: text for people or one JSON document, on stdout; complaints on stderr, or as JSON in its place. */
import { type Complaint, complaintJson, formatComplaints } from './complaint.ts';
import { paintFor } from './paint.ts';
import { type Screen, screenFor } from './screen.ts';

export class Output {
  readonly screen: Screen = screenFor(process.stdout);

  constructor(readonly isJson: boolean) {}

  print(text: () => string, json: () => object): void {
    process.stdout.write(this.isJson ? `${JSON.stringify(json(), null, 2)}\n` : text());
  }

  complain(complaints: readonly Complaint[]): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify({ errors: complaints.map(complaintJson) }, null, 2)}\n`);
    else process.stderr.write(formatComplaints(complaints, paintFor(process.stderr)));
  }
}
