import { TextLink } from "@/app/_components/text-link";
import classes from "./today.module.css";

type LineNameProps = {
  line: {
    contractId: string;
    lineId: string;
    accountName: string;
    contractName: string;
    serviceName: string;
  };
};

/** A service line by its account and service, with the way to it; the contract below. */
export function LineName({ line }: LineNameProps) {
  return (
    <div>
      <TextLink href={`/finance/contracts/${line.contractId}/services/${line.lineId}`} isStrong>
        {line.accountName}: {line.serviceName}
      </TextLink>
      <div className={classes.contract}>{line.contractName}</div>
    </div>
  );
}
