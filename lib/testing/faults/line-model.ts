/**
 * What a line's units must be, from what stands in IT Glue and what people decided: written from design.md 4 and 5 alone, so that
 * it shares no code with the counting, the gate or the segments it is compared with.
 */

/** A line's part of IT Glue on one date. */
export type Seen = {
  organizations: readonly string[];
  /** Assets that are not archived, by id; null: Seats is blank or no number. */
  seats: ReadonlyMap<string, number | null>;
};

/** Of a line, in units; null does not limit. */
export type Limits = Record<"minimumUnits" | "includedUnits" | "maximumUnits", string | null>;

type Stood = { organizations: readonly string[]; counted: ReadonlyMap<string, number>; total: number };
export type Dated = { effectiveOn: string; units: number; recorded: number };

export class LineModel {
  readonly history: Dated[] = [];
  /** What waits for a decision: the latest count, and since when it is this one. */
  held: { seen: Seen; total: number; firstSeenOn: string } | null = null;
  private silenced: number | null = null;
  private stood: Stood | null = null;
  private records = 0;

  constructor(
    startOn: string,
    units: number,
    private readonly limits: Limits,
  ) {
    this.set(startOn, units);
  }

  /** The next number in the order in which anything of the line is recorded. */
  nextRecord(): number {
    this.records += 1;
    return this.records;
  }

  /** Whether a person rejected this very count: it stays silent until it differs. */
  isSilenced(total: number): boolean {
    return this.silenced === total;
  }

  /** Units on a date: of the newest effective date up to it; of two records for one date the later. */
  on(date: string): number {
    const past = this.history.filter(({ effectiveOn }) => effectiveOn <= date);
    past.sort((a, b) => a.effectiveOn.localeCompare(b.effectiveOn) || a.recorded - b.recorded);
    return past.at(-1)!.units;
  }

  /** A night counted this line on `date`. */
  counted(date: string, seen: Seen): void {
    const total = totalOf(seen);
    if (this.mustBeHeld(seen, total)) {
      if (this.silenced === total) return;
      this.silenced = null;
      const since = this.held?.total === total ? this.held.firstSeenOn : date;
      this.held = { seen, total, firstSeenOn: since };
      return;
    }
    this.held = null;
    this.silenced = null;
    this.stood = stoodOf(seen, total);
    if (this.on(date) !== total) this.set(date, total);
  }

  approve(): void {
    const { seen, total, firstSeenOn } = this.held!;
    this.set(firstSeenOn, total);
    this.stood = stoodOf(seen, total);
    this.held = null;
  }

  reject(): void {
    this.silenced = this.held!.total;
    this.held = null;
  }

  private mustBeHeld(seen: Seen, total: number): boolean {
    const { stood } = this;
    if (!stood) return true;
    const before = this.billed(stood.total);
    const step = Math.abs(this.billed(total) - before);
    return (
      stood.organizations.some((id) => !seen.organizations.includes(id)) ||
      [...stood.counted].some(([id, value]) => value !== 0 && seen.seats.get(id) === null) ||
      (stood.total > 0 && total === 0) ||
      (step > 10 && step * 2 > before)
    );
  }

  /** What is billed of a count: tolerances are about it, so that a change below a minimum is none. */
  private billed(total: number): number {
    const { minimumUnits, includedUnits, maximumUnits } = this.limits;
    const charged = Math.max(0, total - Number(includedUnits));
    return Math.max(
      Number(minimumUnits),
      maximumUnits === null ? charged : Math.min(Number(maximumUnits), charged),
    );
  }

  private set(effectiveOn: string, units: number): void {
    this.history.push({ effectiveOn, units, recorded: this.nextRecord() });
  }
}

export function totalOf({ seats }: Seen): number {
  return [...seats.values()].reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function stoodOf({ organizations, seats }: Seen, total: number): Stood {
  const counted = new Map([...seats].filter((row): row is [string, number] => row[1] !== null));
  return { organizations, counted, total };
}
