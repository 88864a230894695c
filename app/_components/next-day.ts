const DAY_MILLISECONDS = 86_400_000;

/** The calendar day after `on` ("YYYY-MM-DD"). Days of UTC are all 24 hours long, so no zone can disturb this. */
export function nextDay(on: string): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + DAY_MILLISECONDS).toISOString().slice(0, 10);
}
