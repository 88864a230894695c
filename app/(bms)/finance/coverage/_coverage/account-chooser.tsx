"use client";

import { Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { CoverageAccount } from "@/lib/queries/coverage";
import classes from "./coverage.module.css";

type AccountChooserProps = { accounts: readonly CoverageAccount[]; accountId: string };

/** Whose coverage is shown; it stands in the address, so that it can be sent to somebody. */
export function AccountChooser({ accounts, accountId }: AccountChooserProps) {
  const router = useRouter();
  return (
    <Select
      id="account"
      className={classes.chooser}
      label="Account"
      searchable
      allowDeselect={false}
      data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
      value={accountId}
      onChange={(id) => id && router.push(`/finance/coverage?account=${id}`)}
    />
  );
}
