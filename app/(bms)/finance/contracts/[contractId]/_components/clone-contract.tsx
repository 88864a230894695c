"use client";

import { Button, Select, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { DateField } from "@/app/_components/date-field";
import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { InlineAlert } from "@/app/_components/inline-alert";
import { nextDay } from "@/app/_components/next-day";
import { cloneContractAction } from "../../actions";

type CloneContractProps = {
  contract: { id: string; name: string; accountId: string; endOn: string | null };
  accounts: { id: string; name: string }[];
  /** Whether any line counts assets, which two contracts would then bill at the same time. */
  countsAssets: boolean;
  businessOn: string;
};

/** Makes a contract like this one, for the same account or another, from a date that is asked. */
export function CloneContract({ contract, accounts, countsAssets, businessOn }: CloneContractProps) {
  const router = useRouter();
  const [idForNew, setIdForNew] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [accountId, setAccountId] = useState(contract.accountId);
  const [startOn, setStartOn] = useState("");
  const clone = useAppAction(cloneContractAction, {
    onSuccess: ({ contractId, contractNumber }) => {
      notifications.show({
        color: "green",
        message: `Contract ${contractNumber} is saved. Update the units of its service lines.`,
      });
      setIdForNew(null);
      router.push(`/finance/contracts/${contractId}`);
    },
  });
  const errors = clone.fieldErrors;
  const billsTwice =
    countsAssets &&
    accountId === contract.accountId &&
    startOn !== "" &&
    (contract.endOn === null || contract.endOn >= startOn);
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          clone.reset();
          setName(`${contract.name} (copy)`);
          setAccountId(contract.accountId);
          setStartOn(nextDayOf(contract.endOn, businessOn));
          setIdForNew(crypto.randomUUID());
        }}
      >
        Clone
      </Button>
      <ConfirmDialog
        isOpen={idForNew !== null}
        title={`Clone ${contract.name}?`}
        confirmLabel="Clone contract"
        pendingLabel="Cloning…"
        isPending={clone.isPending}
        error={Object.keys(errors).length > 0 ? null : clone.error}
        onConfirm={() =>
          idForNew && clone.execute({ contractId: contract.id, accountId, name, startOn, idForNew })
        }
        onCancel={() => setIdForNew(null)}
      >
        <Stack gap="sm">
          <div>
            The copy has the same terms, and every service line that has not ended with its rule and
            today&rsquo;s price. Units are not copied: it is active at once, and bills nothing until each line
            is counted or its units are entered.
          </div>
          <TextInput
            label="Name of the copy"
            required
            autoComplete="off"
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Account of the copy"
            required
            searchable
            allowDeselect={false}
            data={accounts.map((account) => ({ value: account.id, label: account.name }))}
            value={accountId}
            error={errors.accountId}
            onChange={(chosen) => setAccountId(chosen ?? "")}
          />
          <DateField
            label="Start of the copy"
            required
            value={startOn}
            error={errors.startOn}
            onChange={(event) => setStartOn(event.currentTarget.value)}
          />
          {billsTwice && (
            <InlineAlert tone="warn" title="Both contracts would bill the same assets">
              From {formatCalendarDate(startOn)} on this contract and its copy count the same assets of one
              account. End this contract, or start the copy after it ends.
            </InlineAlert>
          )}
        </Stack>
      </ConfirmDialog>
    </>
  );
}

/** The day after the contract ends, or today: a copy never starts in the past. */
function nextDayOf(endOn: string | null, businessOn: string): string {
  return endOn !== null && endOn >= businessOn ? nextDay(endOn) : businessOn;
}
