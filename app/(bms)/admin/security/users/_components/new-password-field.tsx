"use client";

import { Button, PasswordInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { SHORTEST_PASSWORD } from "@/lib/inputs/users";
import classes from "./users.module.css";

/** Without characters that look alike when read out or written down. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Four groups of five, near 100 bits. */
function suggestPassword(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(20));
  const letters = [...numbers].map((number) => LETTERS[number % LETTERS.length]).join("");
  return letters.match(/.{5}/g)?.join("-") ?? letters;
}

type NewPasswordFieldProps = {
  id: string;
  label: string;
  value?: string;
  onChange: (value: string) => void;
  error?: ReactNode;
};

/** A password typed for somebody else, or suggested and then shown, so that it can be handed on. */
export function NewPasswordField({ id, label, value, onChange, error }: NewPasswordFieldProps) {
  const [isVisible, setIsVisible] = useState(false);
  return (
    <div className={classes.password}>
      <PasswordInput
        id={id}
        label={label}
        description={`At least ${SHORTEST_PASSWORD} characters; hand it on yourself, nothing is mailed`}
        autoComplete="new-password"
        visible={isVisible}
        onVisibilityChange={setIsVisible}
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => {
          onChange(suggestPassword());
          setIsVisible(true);
        }}
      >
        Suggest one
      </Button>
    </div>
  );
}
