import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./page-header.module.css";

/** One step of BMS's menu path. A step without a page of its own, such as "Finance", has no `href`. */
export type TrailStep = { label: string; href?: string };

export type PageHeaderProps = {
  title: string;
  /** The menu path above this page, without the page itself: `[{ label: "Finance" }, { label: "Contracts", href: … }]`. */
  trail?: TrailStep[];
  /** Beside the title: a status badge, a number. */
  badge?: ReactNode;
  /** One sentence under the title: what this page is for, or what it shows right now. */
  description?: ReactNode;
  /** Buttons at the right; the first one should be the main action. */
  actions?: ReactNode;
};

/** The head of every page: where it stands in the menu, its name as the only h1, and what can be done here. */
export function PageHeader({ title, trail = [], badge, description, actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <div className={classes.texts}>
        {trail.length > 0 && (
          <nav aria-label="Breadcrumb">
            <ol className={classes.trail}>
              {trail.map((step) => (
                <li key={step.label}>
                  {step.href ? (
                    <Link href={step.href} prefetch={false}>
                      {step.label}
                    </Link>
                  ) : (
                    step.label
                  )}
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className={classes.titleRow}>
          <h1 className={classes.title}>{title}</h1>
          {badge}
        </div>
        {description && <p className={classes.description}>{description}</p>}
      </div>
      {actions && (
        <div className={classes.actions} data-print="hide">
          {actions}
        </div>
      )}
    </header>
  );
}
