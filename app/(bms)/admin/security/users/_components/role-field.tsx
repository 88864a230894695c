"use client";

import { Radio } from "@mantine/core";
import type { ReactNode } from "react";
import { USER_ROLES } from "@/lib/inputs/users";
import { ROLE_WORDS } from "./role-words";
import classes from "./users.module.css";

type RoleFieldProps = {
  value?: string;
  onChange?: (value: string) => void;
  error?: ReactNode;
};

/** The four roles with what each may do. */
export function RoleField({ value, onChange, error }: RoleFieldProps) {
  return (
    <Radio.Group label="Role" name="role" value={value ?? ""} onChange={onChange} error={error}>
      {USER_ROLES.map((role) => (
        <Radio key={role} className={classes.role} value={role} label={role} description={ROLE_WORDS[role]} />
      ))}
    </Radio.Group>
  );
}
