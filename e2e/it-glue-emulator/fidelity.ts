/**
 * IT Glue emulator: what it is, and what it is not.
 *
 * It IS a stateful HTTP server that answers as the public IT Glue API does wherever a public source shows the wire:
 * the JSON:API-like envelope with `meta` and absolute `links`, string ids beside numeric foreign ids, kebab-case out
 * and both spellings in, exact-match filters with comma lists, paging to 1000, traits keyed by `name-key`, error bodies
 * word for word, HTML for unknown routes.
 *
 * It is NOT IT Glue. It has none of its permissions, passwords, documents, relations, revisions, logs, private login
 * paths or speed, and its rate limit is off until it is switched on.
 * Its OAuth pages do not exist at IT Glue at all: they stand for a deployment's own authorization server. `/control`
 * and the pages under `/` are ours. It binds loopback, keeps secrets in the clear and must never face a network.
 */

/** Points no public source settles. What stands here is this emulator's choice, never evidence about IT Glue. */
export const STRICT_UNKNOWN: readonly { question: string; here: string }[] = [
  {
    question: "Content type of answers",
    here: "application/vnd.api+json, gateway errors application/json; switch plainContentType says application/json",
  },
  { question: "page[size] above 1000", here: "clamped to 1000; switch maxPageSize422 refuses it" },
  { question: "Order without a sort, and among equals of a sort", here: "by id, upwards" },
  { question: "Page past the end", here: "200 with an empty data array" },
  { question: "total-count of an empty list", here: "0; switch nullTotalCount makes every total null" },
  { question: "total-pages of an empty list", here: "0" },
  { question: "Unknown filter, sort or include", here: "422 naming it" },
  { question: "Comma list in the asset type filter", here: "422: one id only" },
  { question: "Case in filter values", here: "compared exactly, case included" },
  { question: "psa_id without psa_integration_type", here: "422" },
  {
    question: "JSON type of parent-id and ancestor-ids",
    here: "string and string of JSON, as the reference prints; switch numericParentIds prints numbers",
  },
  { question: "filter[group_id] of organizations", here: "taken, admits nothing: groups are not kept" },
  { question: "Date ranges longer than a week", here: "allowed" },
  { question: "adapters_resources and the other asset includes", here: "accepted, nothing included" },
  { question: "Ids of included records", here: "strings; switch numericIncludedIds prints numbers" },
  {
    question: "Body and headers of 429",
    here: '{"message":"Too Many Requests"}, Retry-After only where asked',
  },
  {
    question: "How the rate limit counts",
    here: "switch rateLimit: a sliding window per key; refused calls do not count",
  },
  {
    question: "Rows from which a page times out",
    here: "none; switch timeoutOverRows, by the page size asked for",
  },
  { question: "Status of the 'took too long' error", here: "504 with an errors array" },
  { question: "Number traits: always numbers?", here: "as stored; switch numbersAsStrings prints strings" },
  {
    question: "Text written to a Number field",
    here: "422 unless numeric; a numeric string is stored as a number",
  },
  { question: "More decimals than the field's `decimals`", here: "stored unrounded" },
  { question: "Scale of Percent", here: "0 to 100" },
  { question: "Select value that is no option", here: "stored; switch strictSelect answers 422" },
  { question: "Read shape of Upload", here: '{"type":"Uploads","values":[{"id","name"}]}' },
  { question: "name-key after a rename", here: "kept; switch renameChangesKey recomputes it" },
  { question: "Two names with one key", here: "the second gets -2" },
  { question: "Name of an asset without title field", here: "an empty string" },
  { question: "Wording of 400, 404 and 415", here: "plausible words in the documented shape" },
  { question: "Attributes of a write that no reference names", here: "ignored" },
  {
    question: "organization-id or type id in a PATCH of an asset",
    here: "ignored: the asset stays where it is",
  },
  { question: "A bulk write with one bad record", here: "nothing is written" },
  { question: "An id that is not there in a bulk write", here: "404" },
  { question: "POST of several organizations", here: "422 in the words known from assets" },
  {
    question: "A deleted organization's assets and sub-organizations",
    here: "assets go; the others keep parent-id",
  },
  { question: "Editing a type locked by an integration", here: "422" },
  { question: "PATCH of a type with relationships", here: "422 (another source says 403)" },
  { question: "Two organizations of one name", here: "422 has already been taken; compared exactly" },
  { question: "Wording of the 422 for PSA-synced records", here: "plausible words in the documented shape" },
  { question: "Types and statuses of one name", here: "allowed" },
  { question: "Real names and keys of 'Microsoft Licenses'", here: "inferred" },
  { question: "Expired or revoked bearer token", here: "401 with an errors array" },
  { question: "Everything under /oauth", here: "OAuth 2.0 (RFC 6749, 7636, 7009) with a public client" },
];
