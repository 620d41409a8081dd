/** Things one may put into a bundle, found by a few letters of their words. */
import { asking } from "../../ui/searching";

export interface Offered {
  key: string;
  label: string;
  help: string;
}

export interface OfferGroup<Offer extends Offered> {
  name: string;
  offers: Offer[];
}

/** Return the groups with what matches every word; none that is empty. */
export function matching<Offer extends Offered>(
  groups: readonly OfferGroup<Offer>[],
  search: string,
): OfferGroup<Offer>[] {
  const says = asking(search);
  const fits = (name: string, { label, help }: Offer) => says(`${name} ${label} ${help}`);
  return groups
    .map(({ name, offers }) => ({ name, offers: offers.filter((one) => fits(name, one)) }))
    .filter(({ offers }) => offers.length > 0);
}
