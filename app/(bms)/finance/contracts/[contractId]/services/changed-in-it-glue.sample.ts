import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import type { CountRule } from "@/lib/domain/counting/count-rule";

/** Causes for the tests of a service line's form: of the main job's rule, Seats of Microsoft 365 whose License is one of two. */

const seatsOf = ({ billBy }: CountRule) => (billBy.by === "field" ? billBy.fieldId : "");
const licenseOf = ({ conditions }: CountRule) => conditions[0]!.fieldId;

/** What somebody changes in IT Glue about what a line counts. */
type Cause = {
  cause: string;
  change: (rule: CountRule) => ControlInput;
  /** Where the form marks it. */
  path: string;
  message: string;
};

const SEATS = "billBy.rule.billBy.fieldId";
const LICENSE = "billBy.rule.conditions.0.fieldId";
const TYPE = "billBy.rule.assetTypeId";

/** After these the rule cannot be counted any more. */
export const BROKEN: Cause[] = [
  {
    cause: "the field is deleted",
    change: (rule) => ({ action: "delete-field", fieldId: seatsOf(rule) }),
    path: SEATS,
    message: "The field Seats of Microsoft 365 no longer exists in IT Glue: choose another field",
  },
  {
    cause: "the field is of another kind",
    change: (rule) => ({ action: "change-field-kind", fieldId: seatsOf(rule), kind: "Text" }),
    path: SEATS,
    message:
      "Seats of Microsoft 365 is a Text field in IT Glue (it holds no number to sum): choose another field, or change its kind there",
  },
  {
    cause: "the asset type is disabled",
    change: (rule) => ({ action: "disable-asset-type", assetTypeId: rule.assetTypeId }),
    path: TYPE,
    message: "Microsoft 365 is disabled in IT Glue: enable it there, or choose another asset type",
  },
  {
    cause: "the asset type is deleted",
    change: (rule) => ({ action: "delete-asset-type", assetTypeId: rule.assetTypeId }),
    path: TYPE,
    message: "The asset type Microsoft 365 no longer exists in IT Glue: choose another asset type",
  },
  {
    cause: "the field of a filter is deleted",
    change: (rule) => ({ action: "delete-field", fieldId: licenseOf(rule) }),
    path: LICENSE,
    message: "The field License of Microsoft 365 no longer exists in IT Glue: choose another field",
  },
];

/** After these the rule counts on, by the ids of its fields. */
export const DRIFTED: Cause[] = [
  {
    cause: "the field is renamed, and its key with it",
    change: (rule) => ({
      action: "rename-field",
      fieldId: seatsOf(rule),
      name: "Bought seats",
      changeKey: true,
    }),
    path: SEATS,
    message: "Seats was renamed to Bought seats in IT Glue",
  },
  {
    cause: "the field of a filter is renamed",
    change: (rule) => ({ action: "rename-field", fieldId: licenseOf(rule), name: "Product" }),
    path: LICENSE,
    message: "License was renamed to Product in IT Glue",
  },
  {
    cause: "the field is of another kind that can be counted",
    change: (rule) => ({ action: "change-field-kind", fieldId: seatsOf(rule), kind: "Percent" }),
    path: SEATS,
    message: "Seats is a Percent field in IT Glue now, not a Number field",
  },
];
