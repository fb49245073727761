// Opens the share link in the page's address.

import { readShared } from "../../share";
import { load } from "../../state";
import { sharedLink } from "../../ui/share-link";

/** Opens the link, and shows a message if it is damaged. */
export const Shared = sharedLink((packed) => readShared(packed).then(load));
