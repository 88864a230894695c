/** What screens call a kind of record, where the audit's own word differs. */
const KINDS: Record<string, string> = {
  "contract-line": "service line",
  "it-glue-settings": "IT Glue settings",
  "it-glue-connection": "IT Glue connection",
  "it-glue-connect": "IT Glue Connect",
  organizations: "organizations",
  tenant: "company",
};

/** What screens call a field, where its plain name would mislead. */
const FIELDS: Record<string, string> = {
  apiKey: "API key",
  isTwoWaySyncEnabled: "Two-way sync",
  countRule: "Count rule",
  ruleInWords: "What is counted",
};

const capital = (text: string) => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;

/** "contract-line" → "Service line". */
export function kindInWords(kind: string): string {
  return capital(KINDS[kind] ?? kind.replaceAll("-", " "));
}

/** "contract-line.units-counted" → "Service line: units counted". */
export function actionInWords(action: string): string {
  const dot = action.indexOf(".");
  if (dot < 0) return kindInWords(action);
  return `${kindInWords(action.slice(0, dot))}: ${action.slice(dot + 1).replaceAll("-", " ")}`;
}

/** "unitPrice" → "Unit price", "startOn" → "Start", "isActive" → "Active". */
export function fieldInWords(field: string): string {
  const known = FIELDS[field];
  if (known !== undefined) return known;
  const words = field
    .replace(/^is(?=[A-Z])/, "")
    .replace(/(?<=[a-z])(On|At)$/, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[._-]/g, " ")
    .toLowerCase();
  return capital(words);
}

const LONGEST = 160;

/** A value as a reader takes it in: blank, yes, no, a list, or the text itself, cut where it is very long. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "blank";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : cut(value.map(valueInWords).join(", "));
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([key, part]) => `${fieldInWords(key)}: ${valueInWords(part)}`);
    return cut(parts.join("; "));
  }
  return cut(String(value));
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
