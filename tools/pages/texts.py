"""Known texts for pages: the Universal Declaration of Human Rights (UN General Assembly resolution 217 A, public domain) in English, Korean, German,
French and Spanish, and lines
that try digits, codes and punctuation."""

ENGLISH = """Universal Declaration of Human Rights

Whereas recognition of the inherent dignity and of the equal and inalienable rights of all members of the human family is the foundation of freedom, justice and peace in the world,

Whereas disregard and contempt for human rights have resulted in barbarous acts which have outraged the conscience of mankind, and the advent of a world in which human beings shall enjoy freedom of speech and belief and freedom from fear and want has been proclaimed as the highest aspiration of the common people,

Whereas it is essential, if man is not to be compelled to have recourse, as a last resort, to rebellion against tyranny and oppression, that human rights should be protected by the rule of law,

Article 1
All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.

Article 2
Everyone is entitled to all the rights and freedoms set forth in this Declaration, without distinction of any kind, such as race, colour, sex, language, religion, political or other opinion, national or social origin, property, birth or other status. Furthermore, no distinction shall be made on the basis of the political, jurisdictional or international status of the country or territory to which a person belongs, whether it be independent, trust, non-self-governing or under any other limitation of sovereignty.

Article 3
Everyone has the right to life, liberty and security of person.

Article 4
No one shall be held in slavery or servitude; slavery and the slave trade shall be prohibited in all their forms.

Article 5
No one shall be subjected to torture or to cruel, inhuman or degrading treatment or punishment."""

LETTER = """Invoice No. 2024-0317                                    Date: 17 March 2024

To: Margaret Whitfield, 48 Harbour Street, Bristol BS1 4TR

Quantity 12 boxes at $14.50 each, total $174.00 (VAT 20%: $34.80).
Please pay within 30 days to account 4417 8890 1123, sort code 20-45-61.
Questions? Write to accounts@example.com or call +44 117 496 0123.

Dear Margaret,

Thank you for your order of 3 March. The parcel left our warehouse on Monday at 09:45 and should reach you by Thursday evening. We have packed the glass lamps separately, because two of the last ten were cracked on the way; if any of them is damaged, send us a photograph and we will replace it at once.

The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs. How vexingly quick daft zebras jump!

Yours sincerely,
J. P. Ellison"""

KOREAN = """세계 인권 선언

모든 인류 구성원의 천부의 존엄성과 동등하고 양도할 수 없는 권리를 인정하는 것이 세계의 자유, 정의 및 평화의 기초이며,

인권에 대한 무시와 경멸이 인류의 양심을 격분시키는 만행을 초래하였으며, 인간이 언론과 신앙의 자유, 그리고 공포와 결핍으로부터의 자유를 누릴 수 있는 세계의 도래가 모든 사람들의 지고한 열망으로서 천명되어 왔으며,

제1조
모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.

제2조
모든 사람은 인종, 피부색, 성, 언어, 종교, 정치적 또는 기타의 견해, 민족적 또는 사회적 출신, 재산, 출생 또는 기타의 신분과 같은 어떠한 종류의 차별이 없이, 이 선언에 규정된 모든 권리와 자유를 향유할 자격이 있다.

제3조
모든 사람은 생명과 신체의 자유와 안전에 대한 권리를 가진다.

제4조
어느 누구도 노예상태 또는 예속상태에 놓여지지 아니한다. 모든 형태의 노예제도와 노예매매는 금지된다.

제5조
어느 누구도 고문, 또는 잔혹하거나 비인도적이거나 굴욕적인 처우 또는 형벌을 받지 아니한다."""

# For the tests of every run: a few lines each.
GERMAN = """Allgemeine Erklärung der Menschenrechte

Artikel 1
Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geiste der Brüderlichkeit begegnen.

Artikel 2
Jeder hat Anspruch auf alle in dieser Erklärung verkündeten Rechte und Freiheiten, ohne irgendeinen Unterschied, etwa nach Rasse, Hautfarbe, Geschlecht, Sprache, Religion, politischer oder sonstiger Anschauung, nationaler oder sozialer Herkunft, Vermögen, Geburt oder sonstigem Stand.

Artikel 12
Niemand darf willkürlichen Eingriffen in sein Privatleben, seine Familie, seine Wohnung und seinen Schriftverkehr oder Beeinträchtigungen seiner Ehre und seines Rufes ausgesetzt werden.

Öffnungszeiten: Größere Übungsräume der Mühlstraße 27 schließen um 18:30 Uhr. Schöne Grüße aus Köln, Ärztehaus Süd, Fußgängerbrücke, Äußeres Tor, Österreich."""

FRENCH = """Déclaration universelle des droits de l'homme

Article premier
Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.

Article 3
Tout individu a droit à la vie, à la liberté et à la sûreté de sa personne.

Article 4
Nul ne sera tenu en esclavage ni en servitude; l'esclavage et la traite des esclaves sont interdits sous toutes leurs formes.

Article 12
Nul ne sera l'objet d'immixtions arbitraires dans sa vie privée, sa famille, son domicile ou sa correspondance, ni d'atteintes à son honneur et à sa réputation.

Le garçon a reçu le gâteau à Noël: crème brûlée, maïs, pâte, forêt, hôtel, leçon, français, août, île, goût, ça va bientôt."""

SPANISH = """Declaración Universal de Derechos Humanos

Artículo 1
Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.

Artículo 3
Todo individuo tiene derecho a la vida, a la libertad y a la seguridad de su persona.

Artículo 12
Nadie será objeto de injerencias arbitrarias en su vida privada, su familia, su domicilio o su correspondencia, ni de ataques a su honra o a su reputación.

Mañana el niño pequeño y la señora de España verán la montaña, el otoño, las cañas y el baño del año pasado."""

SHORT_ENGLISH = LETTER.split("\n\n")[4] + "\n" + LETTER.split("\n\n")[2]
SHORT_KOREAN = KOREAN[KOREAN.index("제3조"):]
