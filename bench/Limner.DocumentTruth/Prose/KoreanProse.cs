namespace Limner.DocumentTruth.Prose;

/// <summary>Korean of the same matters, with the particles that fit the last syllable.</summary>
internal sealed class KoreanProse(Random random) : IProse
{
    private static readonly string[] Nouns =
    [
        "항구", "등대", "정원", "측정", "조사", "관찰", "도서관", "목록", "사진", "다리", "강물", "계곡", "기구", "작업실", "수집품", "박물관", "실험", "온도계", "저수지", "철도", "역", "과수원", "온실", "기록", "원고", "창문",
        "위원회", "기술자", "여행자", "날씨", "계절", "아침", "하구", "산", "마을", "신문", "연구소", "망원경", "나침반", "지도", "배", "시장", "학교", "선생님", "시계", "부엌", "빵집", "숲", "들판", "승객", "책임자", "달력",
        "등록부", "조각상", "교실", "편지", "골목", "바람", "구름", "농장",
    ];

    private static readonly string[] Adjectives =
    [
        "오래된", "조용한", "놀라운", "좁은", "북쪽의", "세심한", "정확한", "임시적인", "영구적인", "작은", "잊힌", "현대적인", "믿을 만한", "포괄적인", "공개된", "밝은", "의심스러운", "참을성 있는", "실용적인", "독립적인",
        "이른", "먼", "익숙한", "나무로 만든", "얼어붙은", "본래의", "해마다 열리는", "텅 빈", "남쪽의", "새로운",
    ];

    private static readonly string[] Verbs =
    [
        "설명한다", "개선한다", "따른다", "대신한다", "확인한다", "비춘다", "보호한다", "보완한다", "둘러싼다", "지지한다", "기록한다", "비교한다", "나눈다", "나타낸다", "기억한다", "환영한다", "검토한다", "복원한다", "측정한다",
        "전달한다", "살펴보았다", "옮겨 놓았다", "다시 세웠다", "오랫동안 기다렸다", "자세히 적었다",
    ];

    private static readonly string[] Openings =
    [
        "18{0}년 겨울에", "비가 {1}일 동안 내린 뒤", "첫 번째 보고서에 따르면", "대부분의 방문객에게", "그달 말쯤", "얼음이 녹자", "예고 없이", "표에서 보듯이", "그렇더라도", "깊이 {1}미터에서", "지난해와 비교하면", "이와 달리",
        "맞은편에서는", "19{0}년 봄부터",
    ];

    private static readonly string[] Adverbs = ["매우 조심스럽게", "같은 시각에", "{1}분마다", "한 해 내내", "해안을 따라", "문이 열리기 전에", "되도록 빨리", "예상보다 자주", "보통의 조건에서", "두 물때 사이에", "아무런 손상 없이", "{0}명의 앞에서"];

    private static readonly string[] Names = ["김서연", "이도윤", "박하은", "최민준", "정지우", "강수아", "윤시우", "임예린", "한지호", "오나은"];

    public string Language => "ko";

    public string Sentence()
    {
        var (one, two, three) = (Noun(), Noun(), Noun());
        return random.Next(7) switch
        {
            0 => $"{Opening()} {one}{Topic(one)} {Adjective()} {two}{Object(two)} {Verb()}.",
            1 => $"{Adjective()} {one}의 {two}{Topic(two)} {Adverb()} {three}{Object(three)} {Verb()}.",
            2 => $"{Opening()} 어떤 {one}도 {two}{Object(two)} 바꾸지 못했으며, {Adjective()} {three}{Subject(three)} 그것을 {Verb()}.",
            3 => $"모든 {one}{Topic(one)} {Adjective()} {two}{Object(two)} {Verb()}. 그러나 {three}{Topic(three)} {Adverb()} 달라졌다.",
            4 => $"{one}{And(one)} {two}{Topic(two)} {Adverb()} {Adjective()} 것이었고, {three}{Topic(three)} 그렇지 않았다.",
            5 => $"{one}의 약 {random.Next(3, 96)}퍼센트가 {Adjective()} {two}{Object(two)} {Verb()}.",
            _ => $"{Name()} 씨는 {one}{Subject(one)} {Adjective()} {two}{Object(two)} 돕는다고 썼다({random.Next(2, 400)}쪽).",
        };
    }

    public string Phrase()
    {
        var (one, two) = (Noun(), Noun());
        return random.Next(4) switch
        {
            0 => $"{Adjective()} {one}의 {two}",
            1 => $"{one}{And(one)} {two}",
            2 => $"{one}{Object(one)} 위한 {Adjective()} {two}",
            _ => $"{Adjective()} {one}, {Adjective()} {two}",
        };
    }

    public string Term() => random.Next(3) == 0 ? $"{Adjective()} {Noun()}" : Noun();

    public string Name() => Pick(Names);

    public string Word(Label label) => label switch
    {
        Label.Figure => "그림",
        Label.Table => "표",
        Label.Note => "참고",
        Label.Total => "합계",
        Label.Dear => "친애하는",
        _ => "삼가 드림",
    };

    private static string Topic(string noun) => Closed(noun) ? "은" : "는";

    private static string Object(string noun) => Closed(noun) ? "을" : "를";

    private static string Subject(string noun) => Closed(noun) ? "이" : "가";

    private static string And(string noun) => Closed(noun) ? "과" : "와";

    /// <summary>Whether the last syllable ends in a consonant (Unicode 3.12, Hangul syllable composition: 28 finals, the first is none).</summary>
    private static bool Closed(string noun) => (noun[^1] - '가') % 28 != 0;

    private string Noun() => Pick(Nouns);

    private string Verb() => Pick(Verbs);

    private string Adjective() => Pick(Adjectives);

    private string Opening() => string.Format(null, Pick(Openings), random.Next(10, 99), random.Next(2, 60));

    private string Adverb() => string.Format(null, Pick(Adverbs), random.Next(10, 99), random.Next(2, 60));

    private string Pick(string[] words) => words[random.Next(words.Length)];
}
