import { type ReactNode, useId } from "react";
import classes from "./section-card.module.css";

export type SectionCardProps = {
  title: string;
  /** A sentence beside the title. */
  description?: ReactNode;
  /** Links or buttons at the right of the title. */
  actions?: ReactNode;
  /** `flush` lets a table reach the edges of the card. */
  padding?: "normal" | "flush";
  /** Anchor for links to this section. */
  id?: string;
  children: ReactNode;
};

/** A titled part of a page on its own ground; screen readers find it as a region by its title. */
export function SectionCard({
  title,
  description,
  actions,
  padding = "normal",
  id,
  children,
}: SectionCardProps) {
  const titleId = useId();
  return (
    <section className={classes.card} aria-labelledby={titleId} id={id}>
      <div className={classes.head}>
        <div className={classes.texts}>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          {description && <p className={classes.description}>{description}</p>}
        </div>
        {actions && (
          <div className={classes.actions} data-print="hide">
            {actions}
          </div>
        )}
      </div>
      <div className={classes.body} data-padding={padding}>
        {children}
      </div>
    </section>
  );
}
