export type FieldErrors = Record<string, string>;
export type FormErrors = { formErrors: string[]; fieldErrors: FieldErrors };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const textsOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

function collect(node: Record<string, unknown>, path: string, into: FormErrors): void {
  const [first] = textsOf(node._errors);
  if (path === "") into.formErrors.push(...textsOf(node._errors));
  else if (first) into.fieldErrors[path] = first;
  for (const [key, child] of Object.entries(node)) {
    if (key !== "_errors" && isRecord(child)) collect(child, path === "" ? key : `${path}.${key}`, into);
  }
}

/**
 * next-safe-action's validation errors, flattened (`{formErrors, fieldErrors}`) or nested (`{_errors, field: {_errors}}`),
 * as one message per field under Mantine's dotted name ("lines.0.unitPrice"). `refused` are the fields a command named.
 */
export function formErrorsOf(
  validationErrors: unknown,
  refused: readonly { path: string; message: string }[] = [],
): FormErrors {
  const errors: FormErrors = {
    formErrors: [],
    fieldErrors: Object.fromEntries(refused.map(({ path, message }) => [path, message])),
  };
  if (!isRecord(validationErrors)) return errors;
  if (isRecord(validationErrors.fieldErrors) && Array.isArray(validationErrors.formErrors)) {
    errors.formErrors.push(...textsOf(validationErrors.formErrors));
    for (const [field, messages] of Object.entries(validationErrors.fieldErrors)) {
      const [first] = textsOf(messages);
      if (first) errors.fieldErrors[field] = first;
    }
    return errors;
  }
  collect(validationErrors, "", errors);
  return errors;
}
