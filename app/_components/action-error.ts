/** The way out of a refusal: a sentence, or a link to the page where it can be put right. */
export type ActionFix = string | { label: string; href: string };

/** What a server action answers when it could not do its work; `message` is written for the person who pressed. */
export type ActionError = {
  code: string;
  message: string;
  fix?: ActionFix;
  /** Fields the refusal is about, by their dotted names. */
  fields?: { path: string; message: string }[];
};

/** One fault of a form. `fieldId` is the id of the control it belongs to, `null` for the form as a whole. */
export type FormFault = { fieldId: string | null; message: string };
