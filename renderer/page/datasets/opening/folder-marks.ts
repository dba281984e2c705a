import { AGGLOMERATION_MARK } from '../../../../shared/agglomeration/agglomeration-place.ts'

/** The file by which a folder is a dataset. */
export const DATASET_FILE = 'skein.json'
/** The files by which a folder is known that can be opened and is no volume. */
export const OTHERS = [DATASET_FILE, AGGLOMERATION_MARK]
