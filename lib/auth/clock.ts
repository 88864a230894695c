import { Temporal } from "temporal-polyfill";

/** What of a tenant decides its time. `simulatedAt` is an ISO instant, null unless the tenant is a simulation. */
export type ClockFacts = { isSimulation: boolean; simulatedAt: string | null };

/**
 * A tenant's clock: in a simulation the stored instant, which stands still until someone moves it; elsewhere the real
 * time. Always whole milliseconds, the precision of the database, so that an instant reads back as it was written.
 * @throws when a simulation has no stored instant: its records must never fall back to the real date.
 */
export function clockOf({ isSimulation, simulatedAt }: ClockFacts): () => Temporal.Instant {
  if (!isSimulation) return realNow;
  if (simulatedAt === null) throw new Error("A simulation tenant without a simulated instant has no clock.");
  const frozen = Temporal.Instant.from(simulatedAt).round({
    smallestUnit: "millisecond",
    roundingMode: "floor",
  });
  return () => frozen;
}

function realNow(): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Date.now());
}
