// Opens the share link in the page's address.

import { sharedLink } from "../../../ui/share-link";
import { openLink } from "./state";

/** Opens the link, and shows a message if it is damaged. */
export const SharedSettings = sharedLink(openLink);
