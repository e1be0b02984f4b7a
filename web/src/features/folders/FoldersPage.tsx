export function FoldersPage() { return <p>FoldersPage</p>; }
