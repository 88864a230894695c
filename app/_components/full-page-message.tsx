import type { ReactNode } from "react";

export type FullPageMessageProps = {
  title: string;
  description: ReactNode;
  actions?: ReactNode;
  /** `true` where no page frame stands around it: then it is the main part of the document itself. */
  isAlone?: boolean;
};

/** One message in place of a page: not found, not allowed, failed. */
export function FullPageMessage({ title, description, actions, isAlone = false }: FullPageMessageProps) {
  const Frame = isAlone ? "main" : "div";
  return (
    <Frame
      className="full-page-message"
      id={isAlone ? "content" : undefined}
      tabIndex={isAlone ? -1 : undefined}
    >
      <h1>{title}</h1>
      <p>{description}</p>
      {actions && <div>{actions}</div>}
    </Frame>
  );
}
