import Link from "next/link";
import classes from "./shell.module.css";

/** Name and mark; the mark is three unit segments, the last one raised. Leads to Today. */
export function Brand() {
  return (
    <Link href="/" prefetch={false} className={classes.brand} aria-label="Flexbill, go to Today">
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <rect width="24" height="24" rx="6" className={classes.brandGround} />
        <path d="M6 17h3.2v-4.5H6zM10.4 17h3.2V9.5h-3.2zM14.8 17H18V6.5h-3.2z" fill="#fff" />
      </svg>
      <span className={classes.brandName}>Flexbill</span>
    </Link>
  );
}
