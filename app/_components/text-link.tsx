import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./text-link.module.css";

export type TextLinkProps = {
  href: string;
  children: ReactNode;
  /** For the first cell of a row: the name of what the row is. */
  isStrong?: boolean;
};

/** A link in running text or in a table cell. It is not prefetched: a list would ask the server for every row. */
export function TextLink({ href, children, isStrong = false }: TextLinkProps) {
  return (
    <Link href={href} prefetch={false} className={classes.link} data-strong={isStrong || undefined}>
      {children}
    </Link>
  );
}
