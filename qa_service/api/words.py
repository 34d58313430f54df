"""Every word that the page says itself, and why there is no answer, in English and Chinese.
`{name}` is filled in."""

from __future__ import annotations

from collections.abc import Mapping

from qa_service.domain import Language

WORDS: Mapping[str, tuple[str, str]] = {
    # The frame
    "site": ("Social security, city by city", "各地社保问答"),
    "skip": ("Skip to the content", "跳到正文"),
    "menu": ("Pages", "页面"),
    "ask": ("Ask", "提问"),
    "browse": ("Browse", "浏览"),
    "api": ("For programs", "接口文档"),
    "language": ("Language", "语言"),
    "footer": (
        "Every answer is quoted word for word from an article and says which. The articles may be "
        "out of date or badly translated: check with the local office before you act.",
        "所有回答均逐字引自文章并注明出处。文章可能已过时或翻译有误，办理前请向当地经办机构核实。",
    ),
    "version": ("Index version {version}", "索引版本 {version}"),
    # Asking
    "headline": ("Ask about social security in China's cities", "中国各城市社保，一问便知"),
    "lead": (
        "Answers are quoted word for word from {articles} articles about {cities} cities, each "
        "with the place where it stands.",
        "回答逐字引自 {articles} 篇文章，涵盖 {cities} 个城市，每条都注明原文位置。",
    ),
    "lead-provinces": (
        "Answers are quoted word for word from {articles} articles about {cities} cities and "
        "{provinces}, each with the place where it stands.",
        "回答逐字引自 {articles} 篇文章，涵盖 {cities} 个城市和 {provinces}，每条都注明原文位置。",
    ),
    "lead-one": (
        "Answers are quoted word for word from articles, each with the place where it stands.",
        "回答逐字引自文章，每条都注明原文位置。",
    ),
    "question": ("Your question", "您的问题"),
    "question-hint": (
        "For example: How do I replace a lost social security card?",
        "例如：社保卡丢了怎么补办？",
    ),
    "city": ("City", "城市"),
    "city-optional": ("City (optional)", "城市（可不填）"),
    "city-hint": ("If not in the question", "问题中未提及时填写"),
    "cities-found": ("Cities", "城市列表"),
    "no-articles-yet": ("no articles", "暂无文章"),
    "articles-count": ("{count} articles", "{count} 篇文章"),
    "article-count": ("1 article", "1 篇文章"),
    "submit": ("Find the answer", "查找答案"),
    "examples": ("Questions that the articles answer", "文章已解答的问题"),
    "covered-cities": ("Cities with articles", "已收录的城市"),
    "covered-provinces": ("Provinces with articles of their own", "已收录的省份"),
    "provinces-count": ("{count} provinces", "{count} 个省份"),
    "province-count": ("1 province", "1 个省份"),
    "all-cities": ("All {count} cities", "全部 {count} 个城市"),
    "loading": ("Looking for the answer …", "正在查找答案……"),
    "failed": ("That did not work. Please try again.", "出错了，请重试。"),
    # An answer
    "answer": ("Answer", "回答"),
    "in-passage": ("Where it stands", "原文段落"),
    "about-answer": ("About this answer", "关于这个回答"),
    "for-city": ("For", "适用城市"),
    "every-city": ("no particular city", "不限城市"),
    "named-in-question": ('named in the question: "{text}"', "问题中提到“{text}”"),
    "chosen-city": ("chosen by you", "由您选择"),
    "no-city-named": ("The question names no city.", "问题没有提到城市。"),
    "certainty": ("Certainty", "可信度"),
    "certainty-high": ("high", "高"),
    "certainty-medium": ("medium", "中"),
    "certainty-low": ("low", "低"),
    "took": ("Found in", "用时"),
    "milliseconds": ("{count} ms", "{count} 毫秒"),
    "permalink": ("Link to this question", "此问题的链接"),
    "copy-link": ("Copy the link", "复制链接"),
    "as-data": ("This answer as data (JSON)", "以数据形式查看（JSON）"),
    "more-passages": ("More from the articles", "更多相关段落"),
    "near-passages": ("The nearest that was found", "最接近的内容"),
    "show-more": ("Show more passages", "显示更多段落"),
    "side-by-side": ("City by city", "分城市查看"),
    "nothing-for-city": ("Nothing was found for {city}.", "没有找到关于{city}的内容。"),
    "uncovered-city": ("No article covers {city}.", "没有关于{city}的文章。"),
    "national": ("National law", "全国性法律"),
    "national-hint": ("holds in every city", "全国通用"),
    "no-city": ("No particular city", "不限城市"),
    "whole-passage": ("Whole passage", "完整段落"),
    "section": ("Section", "章节"),
    "dated": ("Dated", "日期"),
    "in-brackets": ("({words})", "（{words}）"),
    "undated": ("No date known", "日期不详"),
    "date-front-matter": ("given in the article", "文章注明"),
    "date-sidecar": ("given beside the article", "随文章附注"),
    "date-page": ("found in the article", "取自原文"),
    "date-file-time": (
        "date of the file, the article gives none",
        "文章未注明，此为文件日期",
    ),
    "read-source": ("Read it in the source", "查看原文"),
    "original-page": ("Original page", "原网页"),
    "copy-citation": ("Copy citation", "复制引文出处"),
    "copied": ("Copied", "已复制"),
    "warning": ("Caution:", "请注意："),
    "legal-basis": ("Legal basis that the article quotes", "文章引用的法律依据"),
    "law-article": ("{law}, Article {article}", "{law} 第{article}条"),
    "close": ("Close", "关闭"),
    # Why this passage
    "why": ("Why this passage", "为什么是这段"),
    "why-scope-cities": (
        "Only passages about {cities} and national law were looked at.",
        "只查找了关于{cities}的段落和全国性法律。",
    ),
    "why-scope-all": ("Passages about every city were looked at.", "查找了所有城市的段落。"),
    "why-table": (
        "Each row is one way of comparing the question with the passages; 1 is the best place.",
        "每一行是一种比较问题与段落的方式，名次 1 为最佳。",
    ),
    "signal": ("Compared by", "比较方式"),
    "place": ("Place", "名次"),
    "value": ("Value", "数值"),
    "signal-passage": ("meaning of the passage", "整段含义"),
    "signal-sentence": ("meaning of its best sentence", "最佳句子的含义"),
    "signal-words": ("words in common", "共同词语"),
    "overall": ("All together", "综合得分"),
    # Abstaining
    "no-answer": ("No answer in these articles", "文章中没有答案"),
    "which-city": ("Which city?", "请选择城市"),
    "choose-city": ("Choose the city", "选择城市"),
    "what-is-covered": ("What is covered", "已收录的内容"),
    "ask-for": ("The same question for a city that has articles:", "换成已收录的城市再问："),
    "shown-national": (
        "What follows is national law, which holds in every city.",
        "以下是全国性法律，在各城市均适用。",
    ),
    "shown-near": (
        "What follows is the nearest that was found. Each passage names its own city.",
        "以下是最接近的内容，每段都注明所属城市。",
    ),
    # Why there is no answer, or what an answer is about
    "that-city": ("that city", "该城市"),
    "none-answers": (
        "There are articles about {cities}, but none was found that answers this.",
        "有关于{cities}的文章，但没有找到能回答这个问题的内容。",
    ),
    "why-ambiguous": (
        "The rules differ from city to city, and the question does not say which one you mean.",
        "各地规定不同，而问题没有说明是哪个城市。",
    ),
    "choose-one-of": ("Ask for {cities}.", "请写明是{cities}。"),
    "choose-nearest": (
        "The nearest that was found is about {cities}: if that is the city, name it.",
        "找到的最接近的内容是关于{cities}的，如果就是该城市，请写明。",
    ),
    "why-out-of-scope": (
        "The articles are about social security: cards, pensions, medical, unemployment, "
        "work-injury and maternity insurance. The question seems to be about something else.",
        "文章的内容是社会保障：社保卡、养老、医疗、失业、工伤和生育保险。您的问题似乎与此无关。",
    ),
    "why-vague": (
        "The question says nothing to look for. Ask it whole, with what it is about.",
        "问题没有说明要找什么，请写出完整的问题。",
    ),
    "why-unquoted": ("No article quotes {articles}.", "没有文章引用{articles}。"),
    "article-of-law": ("Article {number} of the {law}", "{law}第{number}条"),
    "article-of-any-law": ("Article {number} of any law", "任何法律的第{number}条"),
    "why-uncertain": (
        "Nothing that was found answers the question for certain. Try to say it in other words.",
        "找到的内容都不能确定回答您的问题，请换一种说法。",
    ),
    "stands": ("Passage {number} is about {city}.", "第 {number} 段是关于{city}的。"),
    "stands-nowhere": ("No passage shown is about {city}.", "所列段落均未涉及{city}。"),
    "only-province": (
        "No article is about {city} itself; the answer is about {province}.",
        "没有专门关于{city}的文章，以上回答针对{province}。",
    ),
    "overridden": (
        "This is about {city}, as chosen beside the question, which itself names {named}.",
        "以下针对另行选择的{city}，而问题本身提到的是{named}。",
    ),
    "as-in-question": ("Ask for {named} instead", "改为查找{named}"),
    "languages-read": ("Questions are read in English and Chinese.", "可用中文或英文提问。"),
    "others-covered": ("There are articles about {cities}.", "已收录关于{cities}的文章。"),
    "shown-are-national": (
        "The passages shown are national law, which holds in every city.",
        "所列段落是全国性法律，在各城市均适用。",
    ),
    "shown-are-near": (
        "The passages shown are the nearest that were found; each names its city, if any.",
        "所列段落是最接近的内容，各自注明所属城市（如有）。",
    ),
    # Feedback
    "helpful": ("Was this helpful?", "这个回答有帮助吗？"),
    "yes": ("Yes", "有帮助"),
    "no": ("No", "没有帮助"),
    "note": ("What was missing or wrong? (optional)", "缺少什么或哪里有误？（可不填）"),
    "note-hint": (
        "Please leave out names, numbers of cards and telephones.",
        "请勿填写姓名、证件号和电话号码。",
    ),
    "send": ("Send", "发送"),
    "thanks": ("Thank you. It has been noted.", "谢谢，已记录。"),
    # Browsing
    "browse-title": ("What the articles cover", "收录内容"),
    "cities": ("Cities", "城市"),
    "provinces": ("Provinces", "省份"),
    "laws": ("Laws", "法律"),
    "national-articles": ("Articles about no single city", "不限于某一城市的文章"),
    "articles-about": ("Articles about {city}", "关于{city}的文章"),
    "quoted-by-count": ("quoted by {count}", "被 {count} 篇文章引用"),
    "no-articles": ("There are no articles.", "没有文章。"),
    "listed-of": (
        "The first {shown} of {total} are listed.",
        "共 {total} 篇，列出前 {shown} 篇。",
    ),
    "ask-about": ("Ask about {city}", "就{city}提问"),
    "compare-cities": ("Compare cities", "比较城市"),
    "topic": ("Topic", "主题"),
    "topic-hint": ("For example: replacing a lost card", "例如：补办社保卡"),
    "cities-to-compare": ("Cities, separated by commas", "城市，用逗号分隔"),
    "compare": ("Compare", "比较"),
    "compare-these": ("Compare these cities point by point", "逐项比较这些城市"),
    "what-differs": ("What differs", "不同之处"),
    "same-elsewhere": ("The same in the other cities", "与其他城市相同"),
    "fact-offices": ("Where", "办理地点"),
    "fact-times": ("Time", "时间"),
    "fact-papers": ("Documents", "所需材料"),
    "fact-fees": ("Amounts", "金额"),
    "fact-telephones": ("Telephone", "电话"),
    # A source
    "cited-here": ("The passage cited is marked below.", "引用的段落已在下文标出。"),
    "to-cited": ("Go to the passage cited", "跳到引用的段落"),
    "file": ("File", "文件"),
    "plain-text": ("Plain text", "纯文本"),
    "full-text": ("Full text", "全文"),
    "about-article": ("About this article", "关于这篇文章"),
    "laws-quoted": ("Laws that it quotes", "引用的法律"),
    # A law article
    "law-number": ("Article {article}", "第{article}条"),
    "wording-from": ("In the wording of", "文字出自"),
    "other-wordings": ("Other wordings in the articles", "文章中的其他表述"),
    "quoted-by": ("Articles that quote it", "引用本条的文章"),
    "mentioned-by": ("Articles that refer to it", "提到本条的文章"),
    # Errors
    "error-bad-question": ("That question can't be read", "无法读取该问题"),
    "error-bad-question-text": (
        "A question has between 1 and {limit} characters; a comparison names from two to five "
        "cities.",
        "问题长度应为 1 到 {limit} 个字符；比较时须填写两到五个城市。",
    ),
    "error-bad-address": ("That address can't be read", "无法读取该地址"),
    "error-bad-address-text": (
        'The value of "{name}" in it is not understood. Leave it out, or ask your question here.',
        "其中“{name}”的值无法识别，请将其去掉，或在此提问。",
    ),
    "error-unknown-city": ("No such city is known", "没有找到该城市"),
    "error-unknown-city-text": (
        '"{name}" names no city of China that is known here. Check the spelling, or leave the '
        "city out.",
        "没有名为“{name}”的城市，请检查写法，或不填城市。",
    ),
    "error-unclear-city": ("Which city is meant?", "请说明是哪个城市"),
    "error-unclear-city-text": (
        '"{name}" names no one city. Cities that it may mean: {cities}. Write one of them.',
        "“{name}”不能确定是哪个城市，可能是：{cities}。请写明其中一个。",
    ),
    "error-not-found": ("There is no such page", "没有这个页面"),
    "error-not-found-text": (
        "The article may have been changed or removed since the link was made.",
        "文章可能已被修改或删除。",
    ),
    "error-no-address": ("There is no such page", "没有这个页面"),
    "error-no-address-text": (
        "Nothing is at this address. You can ask your question here, or browse the articles.",
        "该地址没有内容。您可以在此提问，或浏览文章。",
    ),
    "error-unavailable": ("The service isn't ready", "服务暂不可用"),
    "error-unavailable-text": (
        "It is being set up or is very busy. Please try again in a moment.",
        "服务正在准备或繁忙，请稍后再试。",
    ),
    "error-too-often": ("That was too often", "访问过于频繁"),
    "error-too-often-text": (
        "More was asked from here in a short time than is allowed. Please try again in {seconds} "
        "s.",
        "短时间内访问次数过多，请在 {seconds} 秒后再试。",
    ),
    "error-internal": ("Something went wrong", "出错了"),
    "error-internal-text": ("The service's log says why.", "服务日志中有详细原因。"),
}


def say(key: str, lang: Language, **values: object) -> str:
    """KeyError for a key that is not in the catalogue or a value that is missing."""
    return WORDS[key][lang == "zh"].format(**values)
