"use client";

import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { FormFault } from "@/app/_components/action-error";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConflictAlert } from "@/app/_components/conflict-alert";
import { FormErrorSummary } from "@/app/_components/form-error-summary";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { formatUnits } from "@/app/_components/format-units";
import { InlineAlert } from "@/app/_components/inline-alert";
import { useConflict } from "@/app/_components/use-conflict";
import { countRuleSchema } from "@/lib/domain/counting/count-rule";
import type { LineForm as LineFormData } from "@/lib/queries/line-form";
import { saveLineAction, updateUnitsAction } from "../actions";
import { BillBySection } from "./bill-by-section";
import { commitTyped } from "./commit-typed";
import { countFault, isOutdated, type ShownCount, usableReadingId } from "./count-state";
import { DatesSection } from "./dates-section";
import classes from "./line-form.module.css";
import {
  fieldOfPath,
  isRuleNew,
  type LineFormValues,
  lineFacts,
  lineFormErrors,
  lineFormValues,
  ruleOf,
} from "./line-form-values";
import { ServiceSection } from "./service-section";
import { termsAsTyped } from "./terms-as-typed";
import { TermsSection } from "./terms-section";
import { UnitsSummary } from "./units-summary";

type LineFormProps = {
  data: LineFormData;
  /** What still stands in the way of a count. */
  prerequisites: ReactNode;
  /** Today on the tenant's server, and its zone. */
  businessOn: string;
  timeZone: string;
  /** What prices and costs of the services are in. */
  catalogueCurrency: string;
  /** Earliest day from which this person may change what is billed; null: no limit. */
  earliestOn: string | null;
  /** The id a new line will have, so that a repeated send makes no second one. */
  idForNew?: string;
};

/** The form of a service line: whatever is refused, everything typed stays. Counted units are the server's alone. */
export function LineForm(props: LineFormProps) {
  const { data, prerequisites, businessOn, timeZone, catalogueCurrency, earliestOn, idForNew } = props;
  const { contract, line } = data;
  const router = useRouter();
  const [faults, setFaults] = useState<FormFault[]>([]);
  const [shown, setShown] = useState<ShownCount | null>(null);
  const valuesOf = () => lineFormValues(data, businessOn);
  const form = useForm<LineFormValues>({ initialValues: valuesOf(), validate: lineFormErrors });
  const contractHref = `/finance/contracts/${contract.id}`;

  const update = useAppAction(updateUnitsAction, {
    onSuccess: (result, { rule }) => {
      setShown({ result, rule });
      form.clearFieldError("readingId");
    },
    onError: () => setShown(null),
  });
  const save = useAppAction(saveLineAction, {
    onSuccess: (saved, { name }) => {
      notifications.show({ color: "green", message: savedInWords(name.trim(), saved) });
      router.push(line === null ? contractHref : `${contractHref}/services/${saved.lineId}`);
    },
    onError: (error, fieldErrors) => {
      if (error?.code === "changed-meanwhile") return;
      const own = Object.entries(fieldErrors).map(([path, message]) => [
        fieldOfPath(path, form.getValues().rule),
        message,
      ]);
      const isAboutCount = error?.code.startsWith("reading-") ?? false;
      if (isAboutCount && error) own.push(["readingId", inOneText(error)]);
      form.setErrors(Object.fromEntries(own));
      setFaults(
        own.length > 0
          ? own.map(([fieldId, message]) => ({ fieldId: fieldId!, message: message! }))
          : error
            ? [{ fieldId: null, message: inOneText(error) }]
            : [],
      );
    },
  });
  const conflict = useConflict({
    form,
    record: line,
    valuesOf,
    error: save.error,
    onSettled: save.reset,
  });

  const refuse = (errors: Record<string, ReactNode>) => {
    form.setErrors(errors);
    setFaults(Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message: `${message}` })));
  };
  const send = () => {
    if (save.isPending) return;
    commitTyped();
    const values = form.getValues();
    const rule = ruleOf(values.rule);
    const errors: Record<string, ReactNode> = { ...lineFormErrors(values) };
    const isMapped = data.setUp.organizations.length > 0;
    const needsCount = values.by === "flexible-assets" && (shown !== null || isRuleNew(values, line));
    const missing = needsCount ? countFault(shown, rule, isMapped) : null;
    if (missing) errors.readingId = missing;
    if (Object.keys(errors).length > 0) return refuse(errors);
    setFaults([]);
    save.execute({
      ...lineFacts(values, usableReadingId(shown, rule)),
      contractId: contract.id,
      lineId: line?.id ?? null,
      version: conflict.openedVersion,
      ...(line === null && idForNew && { idForNew }),
    });
  };

  const { by, rule: draft } = form.values;
  const wholeRule = by === "flexible-assets" ? countRuleSchema.safeParse(ruleOf(draft)).data : undefined;
  const isUsed = by === "flexible-assets" && usableReadingId(shown, ruleOf(draft)) !== null;
  return (
    <form
      noValidate
      className={classes.layout}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={classes.sections}>
        {conflict.isConflict && save.error ? (
          <div className={classes.conflict}>
            <ConflictAlert
              error={save.error}
              what="service line"
              isLoading={conflict.isLoading}
              onLoadCurrent={() => {
                setShown(null);
                conflict.loadCurrent();
              }}
              onKeepTyped={conflict.keepTyped}
            />
          </div>
        ) : (
          <FormErrorSummary
            faults={faults}
            isOverdue={(fieldId) => !form.errors[fieldId] || (fieldId === "units" && by !== "none")}
          />
        )}
        <ServiceSection
          form={form}
          services={data.services}
          keptServiceId={line?.serviceId ?? null}
          rule={wholeRule ?? null}
          currency={contract.currency}
          catalogueCurrency={catalogueCurrency}
        />
        <BillBySection
          form={form}
          data={data}
          timeZone={timeZone}
          prerequisites={prerequisites}
          shown={shown}
          onDiscard={() => setShown(null)}
          update={update}
          fault={form.errors.readingId && <InlineAlert tone="bad">{form.errors.readingId}</InlineAlert>}
        />
        <TermsSection form={form} inWords={termsAsTyped(form.values, data)} />
        <DatesSection form={form} data={data} businessOn={businessOn} earliestOn={earliestOn} />
      </div>
      <UnitsSummary
        data={data}
        values={form.values}
        isCountOutdated={
          by === "flexible-assets" &&
          (shown ? isOutdated(shown, ruleOf(draft)) : line !== null && isRuleNew(form.values, line))
        }
        counted={isUsed ? (shown?.result.units ?? null) : null}
        businessOn={businessOn}
        isPending={save.isPending}
        cancelHref={line === null ? contractHref : `${contractHref}/services/${line.id}`}
      />
    </form>
  );
}

function inOneText({ message, fix }: { message: string; fix?: unknown }): string {
  return typeof fix === "string" ? `${message} ${fix}` : message;
}

type SavedLine = NonNullable<Awaited<ReturnType<typeof saveLineAction>>["data"]>;

function savedInWords(name: string, { units, priceEffectiveOn }: SavedLine): string {
  const parts = [
    units && `${formatUnits(units.units)} units from ${formatCalendarDate(units.effectiveOn)}`,
    priceEffectiveOn && `the price from ${formatCalendarDate(priceEffectiveOn)}`,
  ].filter(Boolean);
  return parts.length === 0 ? `${name} is saved.` : `${name} is saved: ${parts.join(", ")}.`;
}
