/**
 * What a person typed, put over what somebody else saved meanwhile: a field they did not touch takes the saved value, one
 * they changed keeps theirs. `opened` is what the form was opened with.
 */
export function mergeTyped<Values extends Record<string, unknown>>(
  opened: Values,
  typed: Values,
  saved: Values,
): Values {
  const isTouched = (key: string) => JSON.stringify(typed[key]) !== JSON.stringify(opened[key]);
  return Object.fromEntries(
    Object.keys(typed).map((key) => [key, isTouched(key) ? typed[key] : saved[key]]),
  ) as Values;
}
