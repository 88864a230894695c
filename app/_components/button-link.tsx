"use client";

import { Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

export type ButtonLinkProps = {
  href: string;
  children: ReactNode;
  variant?: "filled" | "default" | "subtle";
  size?: ButtonProps["size"];
  leftSection?: ReactNode;
};

/** A link that looks like a button, for going somewhere; a server component may use it directly. */
export function ButtonLink({ href, children, variant = "filled", size, leftSection }: ButtonLinkProps) {
  return (
    <Button
      component={Link}
      href={href}
      prefetch={false}
      variant={variant}
      size={size}
      leftSection={leftSection}
    >
      {children}
    </Button>
  );
}
