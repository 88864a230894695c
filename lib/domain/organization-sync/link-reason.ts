/** What a person did to a link, beside the reasons of the sync itself (`SyncReason`). */
export type LinkReason =
  // linked
  | "by-hand"
  | "suggestion-accepted"
  | "made-leading"
  // pulled
  | "account-created"
  // unlinked
  | "units-kept"
  | "lines-ended";
