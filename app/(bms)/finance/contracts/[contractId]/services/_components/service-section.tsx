"use client";

import { Select, Textarea, TextInput } from "@mantine/core";
import { InlineAlert } from "@/app/_components/inline-alert";
import { SectionCard } from "@/app/_components/section-card";
import { TextLink } from "@/app/_components/text-link";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { isSameUse } from "@/lib/domain/counting/service-use";
import type { FormService } from "@/lib/queries/line-form-services";
import classes from "./line-form.module.css";
import { BELOW, type LineFormState } from "./line-form-parts";
import { Margins } from "./margins";

type ServiceSectionProps = {
  form: LineFormState;
  services: FormService[];
  /** The service the stored line has; it stays choosable when it was deactivated since. */
  keptServiceId: string | null;
  /** What the line counts as it is typed; null under None and while the rule is not whole. */
  rule: CountRule | null;
  currency: string;
  /** What prices and costs of the services are in. */
  catalogueCurrency: string;
};

/** Service info: which service, and what of it differs on this line. */
export function ServiceSection(props: ServiceSectionProps) {
  const { form, services, keptServiceId, rule, currency, catalogueCurrency } = props;
  const { serviceId, unitPrice, unitCost } = form.values;
  const chosen = services.find(({ id }) => id === serviceId);
  const otherRules = rule && chosen ? chosen.rules.filter((other) => !isSameUse(other.rule, rule)) : [];

  /** Fields that still say what the service before said follow the new one; what was typed stays. */
  const choose = (nextId: string | null) => {
    const next = services.find(({ id }) => id === nextId);
    form.setFieldValue("serviceId", nextId ?? "");
    form.clearFieldError("serviceId");
    if (!next) return;
    const follow = (
      field: "name" | "description" | "unitPrice" | "unitCost",
      before: string,
      now: string,
    ) => {
      const typed = form.getValues()[field];
      if (typed !== "" && typed !== before) return;
      form.setFieldValue(field, now);
      form.clearFieldError(field);
    };
    follow("name", chosen?.name ?? "", next.name);
    follow("description", chosen?.description ?? "", next.description);
    follow("unitPrice", chosen?.unitPrice ?? "", next.unitPrice);
    follow("unitCost", chosen?.unitCost ?? "", next.unitCost ?? "");
  };

  return (
    <SectionCard title="Service">
      <div className={classes.fields}>
        <Select
          id="serviceId"
          label="Service"
          required
          searchable
          description="Name, description, price and cost come from the service; change them here for this line only"
          data={services
            .filter(({ id, isActive }) => isActive || id === keptServiceId)
            .map(({ id, name, isActive }) => ({ value: id, label: isActive ? name : `${name} (inactive)` }))}
          nothingFoundMessage="No active service of this name"
          error={form.errors.serviceId}
          value={serviceId || null}
          onChange={choose}
        />
        {services.length === 0 && (
          <InlineAlert
            tone="warn"
            action={<TextLink href="/admin/finance/services/new">Add service</TextLink>}
          >
            There is no service yet.
          </InlineAlert>
        )}
        {otherRules[0] && (
          <InlineAlert tone="warn" title="This service is already used for something else">
            {chosen?.name} also bills: {otherRules[0].inWords}. Use one service for each thing you count, so
            that customers and your accounting can tell them apart.
          </InlineAlert>
        )}
        <TextInput
          id="name"
          label="Name"
          required
          autoComplete="off"
          description="The invoice shows it"
          inputWrapperOrder={BELOW}
          {...form.getInputProps("name")}
        />
        <Textarea
          id="description"
          label="Description"
          autosize
          minRows={1}
          maxRows={6}
          {...form.getInputProps("description")}
        />
        <div className={classes.pair}>
          <TextInput
            id="unitPrice"
            label={`Unit price (${currency})`}
            required
            inputMode="decimal"
            autoComplete="off"
            description={priceNote(chosen, unitPrice, { currency, catalogueCurrency })}
            inputWrapperOrder={BELOW}
            {...form.getInputProps("unitPrice")}
          />
          <TextInput
            id="unitCost"
            label={`Unit cost (${currency})`}
            inputMode="decimal"
            autoComplete="off"
            description={costNote(chosen, unitCost, { currency, catalogueCurrency })}
            inputWrapperOrder={BELOW}
            {...form.getInputProps("unitCost")}
          />
        </div>
        <Margins
          own={{ unitPrice, unitCost }}
          ofService={chosen ? { unitPrice: chosen.unitPrice, unitCost: chosen.unitCost ?? "" } : null}
          currency={currency}
          catalogueCurrency={catalogueCurrency}
        />
      </div>
    </SectionCard>
  );
}

type Currencies = { currency: string; catalogueCurrency: string };

/** "The catalog says 10.00 EUR": in another currency the same number is another price. */
function catalogueSays(amount: string, typed: string, { currency, catalogueCurrency }: Currencies): string {
  if (currency !== catalogueCurrency) return `The catalog says ${amount} ${catalogueCurrency}`;
  return typed === amount ? "As in the catalog" : `The catalog says ${amount}`;
}

function costNote(chosen: FormService | undefined, unitCost: string, currencies: Currencies): string {
  if (!chosen || chosen.unitCost === null) return "Leave empty where unknown";
  return catalogueSays(chosen.unitCost, unitCost, currencies);
}

function priceNote(chosen: FormService | undefined, unitPrice: string, currencies: Currencies): string {
  if (!chosen) return "For one unit and one whole billing period";
  const per = chosen.unitOfMeasure ? ` per ${chosen.unitOfMeasure}` : "";
  return `${catalogueSays(chosen.unitPrice, unitPrice, currencies)}${per}`;
}
