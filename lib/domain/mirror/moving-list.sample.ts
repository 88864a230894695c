import { addressOfPage } from "./page-address";

/** A list of IT Glue as a test changes it between two answers: records in the order they were created. */
export class MovingList {
  private made = 0;
  private clockMs = Date.parse("2026-06-01T00:00:00.000Z");
  records: { id: string; updatedAt: string }[] = [];

  constructor(size: number) {
    for (let index = 0; index < size; index += 1) this.add();
  }
  add(): void {
    this.made += 1;
    this.records.push({ id: String(this.made), updatedAt: this.now() });
  }
  /** `at` from 0 to 1: which of the records. */
  delete(at: number): void {
    this.records.splice(Math.floor(at * this.records.length), 1);
  }
  update(at: number): void {
    const record = this.records[Math.floor(at * this.records.length)];
    if (record) record.updatedAt = this.now();
  }
  ids(): Set<string> {
    return new Set(this.records.map(({ id }) => id));
  }
  page(at: string | null, size: number, order: "oldest" | "newest-change") {
    const number = at === null ? 1 : Number(/number\]=(\d+)/.exec(at)?.[1]);
    const records =
      order === "oldest"
        ? this.records
        : this.records.toSorted((left, right) => Date.parse(right.updatedAt) - Date.parse(left.updatedAt));
    const shown = records.slice((number - 1) * size, number * size).map((record) => ({ ...record }));
    const first = `https://api.example/flexible_assets?page[number]=1&page[size]=${size}`;
    const hasNext = number * size < records.length;
    return {
      records: shown,
      total: records.length,
      next: hasNext ? addressOfPage(first, { number: number + 1, size }) : null,
    };
  }
  /** An hour later. */
  pass(): void {
    this.clockMs += 3_600_000;
  }
  private now(): string {
    this.clockMs += 1000;
    return new Date(this.clockMs).toISOString();
  }
}
