import { z } from "zod";
import { optionalText } from "./typed-fields";

const ratePercent = z.string().regex(/^(\d{1,3}(\.\d{1,4})?)?$/, "A tax rate is a number of percent");

const names = {
  xeroAccountCode: optionalText("An account code", 50),
  /** One for each tax rate in use; "" is what is not taxed. */
  rates: z
    .array(
      z.strictObject({
        ratePercent,
        xeroTaxType: optionalText("A tax type", 100),
        quickBooksTaxCode: optionalText("A tax code", 100),
      }),
    )
    .max(200),
};

/** The section "Names in exports" of Billing Settings, as typed. */
export const exportNamesFormInput = z.object(names);
export type ExportNamesFormValues = z.input<typeof exportNamesFormInput>;

/** `openedHash`: of the names as they stood when the form was opened. */
export const saveExportNamesInput = z.strictObject({ ...names, openedHash: z.string().max(64) });
export type SaveExportNamesInput = z.input<typeof saveExportNamesInput>;
