export function Lightbox() { return <p>Lightbox</p>; }
