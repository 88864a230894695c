/**
 * Runs one retryable step of a long command. A job engine passes its own, which remembers the result under `id` and does
 * not repeat the work after a restart; everywhere else the work just runs. Results are small JSON.
 */
export type StepRunner = <T>(id: string, work: () => Promise<T>) => Promise<T>;

export const runInline: StepRunner = (_id, work) => work();
