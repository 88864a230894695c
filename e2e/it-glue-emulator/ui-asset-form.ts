/** The form of one asset: a control per field, by the field's kind. */
import type { Answer } from "./answers";
import { type Markup, markup, page } from "./page";
import type { Account, Asset, AssetField, AssetType } from "./state";
import { assetName } from "./traits";

type EditedAsset = Pick<Asset, "organizationId" | "values" | "archived"> & { id: string | null };
export type FormFault = { fieldId: string; words: string };
type Attempt = { fault: FormFault; form: URLSearchParams };

const EDITABLE = new Set(["Text", "Textbox", "Number", "Percent", "Select", "Date", "Checkbox", "Tag"]);
const NUMERIC = /^-?\d+(\.\d+)?$/;

function editableFields(type: AssetType): AssetField[] {
  return type.fields
    .filter((field) => EDITABLE.has(field.kind) && !field.tagType?.startsWith("FlexibleAssetType"))
    .toSorted((left, right) => left.order - right.order);
}

function option(value: string, label: string, isSelected: boolean): Markup {
  return markup`<option value="${value}"${isSelected && markup` selected`}>${label}</option>`;
}

function selectOptions(field: AssetField, current: string): Markup[] {
  const offered = String(field.defaultValue ?? "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !/^[-_=\s]+$/.test(line));
  const known = current === "" || offered.includes(current) ? offered : [current, ...offered];
  return [option("", "(empty)", current === ""), ...known.map((one) => option(one, one, one === current))];
}

function control(account: Account, field: AssetField, asset: EditedAsset, attempt?: Attempt): Markup {
  const id = `field-${field.id}`;
  const stored = asset.values[field.id];
  const chosen = attempt ? attempt.form.getAll(field.id) : Array.isArray(stored) ? stored.map(String) : [];
  const current = attempt ? (attempt.form.get(field.id) ?? "") : String(stored ?? "");
  const invalid =
    attempt?.fault.fieldId === field.id && markup` aria-invalid="true" aria-describedby="fault"`;
  switch (field.kind) {
    case "Textbox":
      return markup`<textarea id="${id}" name="${field.id}" rows="5"${invalid}>${current}</textarea>`;
    case "Select":
      return markup`<select id="${id}" name="${field.id}"${invalid}>${selectOptions(field, current)}</select>`;
    case "Checkbox":
      return markup`<select id="${id}" name="${field.id}">${["", "true", "false"].map((value) =>
        option(value, value === "" ? "(empty)" : value === "true" ? "Yes" : "No", value === current),
      )}</select>`;
    case "Date":
      return markup`<input type="date" id="${id}" name="${field.id}" value="${current}"${invalid}>`;
    case "Tag": {
      const targets = account.tagTargets.filter(
        ({ tagType, organizationId }) =>
          tagType === field.tagType && (organizationId === null || organizationId === asset.organizationId),
      );
      const options = targets.map((target) => option(target.id, target.name, chosen.includes(target.id)));
      return markup`<select id="${id}" name="${field.id}" multiple size="5"${invalid}>${options}</select>`;
    }
    case "Number":
    case "Percent":
      return markup`<input id="${id}" name="${field.id}" inputmode="decimal" value="${current}"${invalid}>`;
    default:
      return markup`<input id="${id}" name="${field.id}" value="${current}"${invalid}>`;
  }
}

/** The form of an asset, or of one to be added (`id` null); after a fault with what was typed. */
export function assetForm(account: Account, type: AssetType, asset: EditedAsset, attempt?: Attempt): Answer {
  const organization = account.organizations.find(({ id }) => id === asset.organizationId);
  const home = `/ui/${account.id}/organizations/${asset.organizationId}`;
  const isNew = asset.id === null;
  const action = isNew ? `${home}/new?type=${type.id}` : `/ui/${account.id}/assets/${asset.id}`;
  const fields = editableFields(type).map(
    (field) => markup`<div class="field">
<label for="field-${field.id}">${field.name}</label>
${control(account, field, asset, attempt)}
</div>`,
  );
  const other = markup`<form method="post" action="${action}"><div class="row">
<button name="do" value="archive">${asset.archived ? "Take out of the archive" : "Archive"}</button>
<button name="do" value="delete">Delete</button>
</div></form>`;
  const name = isNew
    ? ""
    : assetName(type, { ...asset, id: asset.id ?? "", typeId: type.id } as Asset).trim();
  return page(
    isNew ? `Add to ${type.name}` : `${type.name}: ${name || `asset ${asset.id}`}`,
    markup`${attempt && markup`<p class="bad" role="alert" id="fault">${attempt.fault.words}</p>`}
${asset.archived && markup`<p class="note">This asset is archived.</p>`}
<form method="post" action="${action}">
${fields}
<div class="row"><button name="do" value="save">Save</button></div>
</form>
${!isNew && other}`,
    [
      { href: "/", label: "Accounts" },
      { href: `/ui/${account.id}`, label: account.name },
      { href: home, label: organization?.name ?? "Organization" },
    ],
    attempt ? 422 : 200,
  );
}

function traitOf(field: AssetField, form: URLSearchParams): unknown {
  if (field.kind === "Tag") {
    const ids = form.getAll(field.id);
    return ids.length > 0 ? ids : null;
  }
  const text = form.get(field.id) ?? "";
  if (text === "") return null;
  if (field.kind === "Checkbox") return text === "true";
  return field.kind === "Number" || field.kind === "Percent" ? Number(text) : text;
}

/** What was typed, by name-key, null for emptied fields; or the first fault. */
export function traitsFromForm(
  type: AssetType,
  form: URLSearchParams,
): { traits: Record<string, unknown>; fault: FormFault | null } {
  const traits: Record<string, unknown> = {};
  for (const field of editableFields(type)) {
    const text = form.get(field.id) ?? "";
    const isNumeric = field.kind === "Number" || field.kind === "Percent";
    if (isNumeric && text !== "" && !NUMERIC.test(text)) {
      return { traits, fault: { fieldId: field.id, words: `${field.name} must be a number.` } };
    }
    if (field.required && text === "") {
      return { traits, fault: { fieldId: field.id, words: `${field.name} can't be blank.` } };
    }
    traits[field.nameKey] = traitOf(field, form);
  }
  return { traits, fault: null };
}
