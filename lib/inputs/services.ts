import { z } from "zod";
import {
  optionalText,
  recordId,
  recordVersion,
  requiredText,
  unitCostText,
  unitPriceText,
} from "./typed-fields";

/** A service of the catalogue as its form has it (domain.md 4.3). */
const serviceFields = {
  name: requiredText("A service name", "Enter a name; customers read it on the invoice", 200),
  description: optionalText("A description", 2000),
  category: optionalText("A category", 100),
  subCategory: optionalText("A sub-category", 100),
  unitOfMeasure: optionalText("A unit of measure", 50),
  unitPrice: unitPriceText,
  unitCost: unitCostText,
  incomeAccount: optionalText("An income account", 100),
  expenseAccount: optionalText("An expense account", 100),
  isTaxable: z.boolean(),
  isActive: z.boolean(),
};

export const createServiceInput = z.strictObject(serviceFields);
export type CreateServiceInput = z.input<typeof createServiceInput>;

export const editServiceInput = z.strictObject({
  ...serviceFields,
  serviceId: recordId,
  version: recordVersion,
});
export type EditServiceInput = z.input<typeof editServiceInput>;

/** What the form itself checks, with the messages that the action would give. */
export const serviceFormInput = z.object(serviceFields);
export type ServiceFormValues = z.input<typeof serviceFormInput>;

export const setServiceActiveInput = z.strictObject({
  serviceId: recordId,
  version: recordVersion,
  isActive: z.boolean(),
});
export type SetServiceActiveInput = z.input<typeof setServiceActiveInput>;

/** The screen's words for what the audit notes of a service. */
export const SERVICE_LABELS: Record<keyof typeof serviceFields, string> = {
  name: "Service name",
  description: "Description",
  category: "Category",
  subCategory: "Sub-category",
  unitOfMeasure: "Unit of measure",
  unitPrice: "Unit price",
  unitCost: "Unit cost",
  incomeAccount: "Income account",
  expenseAccount: "Expense account",
  isTaxable: "Taxable",
  isActive: "Active",
};
