"""One plain form for what people type in any script, so that words can be compared.

Nothing here is for showing. A text goes through three steps, each of them linear in its length:

1. every character by itself, through a table that is worked out as characters are met (`_Plain`): compatibility forms,
   case, accents, enclosed and small-capital letters, digits of every script, the spellings of Arabic, Ethiopic, Indic
   and Han letters that people mix freely;
2. words that wear letters of another script as a disguise (`_unmask`);
3. letters drawn out for emphasis, as in "heeelp" (`_settle`).
"""

import re
import unicodedata
from itertools import product

_APOSTROPHES = (
    "'\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u0060\u02b9\u02bb\u02bc\u02bd"
    "\u02c8\u055a\u05f3\u1fbd\u1fbf\ua78c\uff07"
)
_CONTRACTION = re.compile(r"(?<=\w)'(?=(?:t|s|d|m|re|ve|ll)\b)")

_DROPPED = "".join(
    map(
        chr,
        (
            *range(0x0300, 0x0370),  # accents
            *range(0x0483, 0x048A),  # Cyrillic signs of numbers and titles
            *range(0x0591, 0x05BE),  # Hebrew points
            *(0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7),
            *range(0x0610, 0x061B),  # Arabic marks of vowels and recitation, and the letter-stretcher
            *range(0x064B, 0x0660),
            *(0x0640, 0x0670),
            *range(0x06D6, 0x06DD),
            *range(0x06DF, 0x06E5),
            *(0x06E7, 0x06E8),
            *range(0x06EA, 0x06EE),
            *range(0x08D3, 0x0900),
            *(0x093C, 0x0981, 0x0A3C),  # dots below and a nasal sign that are often left out
            *(0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D),  # letters that show nothing
            *range(0x135D, 0x1360),
            *range(0x1AB0, 0x1B00),
            *range(0x1DC0, 0x1E00),
            *range(0x20D0, 0x2100),  # rings, squares and keycaps around a character
            *range(0xFE00, 0xFE10),
            *range(0xFE20, 0xFE30),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
"""Signs on or between letters that people set or leave out as they like."""

_SAME = (
    # Arabic letters as Arabic, Farsi, Urdu and Kurdish keyboards write them.
    ("\u0671\u0672\u0673\u0675", "\u0627"),
    ("\u0649\u06cc\u06d2\u06ce\u06d0\u06cd\u063d\u0678", "\u064a"),
    ("\u06a9\u06aa\u06ab\u06ac\u063b\u063c", "\u0643"),
    ("\u0629\u06c1\u06be\u06c3\u06d5\u06ff", "\u0647"),
    ("\u06c6\u06c7\u06cb\u06c9\u0676", "\u0648"),
    ("\u06ba", "\u0646"),
    ("\u06b5", "\u0644"),
    ("\u0695", "\u0631"),
    # Hindi writes a nasal vowel with either sign.
    ("\u0901", "\u0902"),
    # Latin letters that no table of Unicode takes apart.
    ("\u0131", "i"),
    ("\u0259\u01dd", "e"),
    ("\u014b", "n"),
    ("\u00f0", "d"),
    ("\u00e6", "ae"),
    ("\u0153", "oe"),
    ("\u00fe", "th"),
)
_ETHIOPIC = ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
"""Rows of letters that sound alike in Amharic and are mixed in Tigrinya: (row, the row it is read as)."""

_NAMED_LETTER = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER )"
    r"([A-Z])(?: WITH [A-Z ]+)?"
)
_SIGNS = {
    "\U0001f198": " sos ",
    "\U0001f197": " ok ",
    "\U0001f52b": " \U0001f52b ",
    "\U0001f52a": " \U0001f52a ",
}
"""Pictures that are words: the squared SOS and OK, the gun and the knife. Every other picture is left out: people send
fire and hearts for fun."""

_FIRE = "\U0001f525"
_HOUSES = "\U0001f3e0\U0001f3e1\U0001f3e2\U0001f3da\U0001f3d8"
_HOUSE_ON_FIRE = re.compile(f"(?:[{_HOUSES}]\ufe0f? ?{_FIRE}|{_FIRE} ?[{_HOUSES}])+")
_BURNS = "\U000f0525"
"""Stands for a house on fire while a text passes through the table."""

_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_FLAG_A = 0x1F1E6
_JAMO = re.compile("[\u3131-\u3163]+")
_JAMO_AGAIN = re.compile("(.)\\1+")

_RARE = re.compile(f"[\u3131-\u3163\U0001f1e6-\U0001f1ff{_FIRE}]")
"""What has to be seen together with its neighbours."""

_HIDDEN_WORDS = "stop stopall help sos exit end cancel quit unsubscribe fire gun ice kill knife"
_HIDDEN = frozenset(_HIDDEN_WORDS.split())
"""Words worth reading in letters that are all of another script, or all flags."""

_LATIN_FOR = {
    letter: latin
    for letters, latins in (
        # Cyrillic
        (
            "\u0430\u0432\u0441\u0435\u043d\u0456\u0458\u043a\u043c\u043e\u0440\u0455\u0442\u0443\u0445\u0433\u0501\u051b\u051d\u04bb\u04cf\u04af",
            "abcehijkmopstyxrdqwhly",
        ),
        # Greek
        (
            "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9\u03c3\u03f3",
            "abezhikmnoptyxwcj",
        ),
        # Cherokee
        (
            "\u13a0\u13a1\u13a2\u13a5\u13aa\u13ab\u13ac\u13b3\u13b7\u13bb\u13a9\u13c0\u13c3\u13cf\u13d2\u13da\u13de\u13df\u13e2\u13e6\u13f4",
            "drtiajewmhygzbrslcpkb",
        ),
    )
    for letter, latin in zip(letters, latins, strict=True)
}
"""The Latin letter that a small letter of another script, or its capital, looks like."""

_LOOK_LATIN = str.maketrans(_LATIN_FOR)
_LOOK_CYRILLIC = str.maketrans(
    {latin: letter for letter, latin in reversed(_LATIN_FOR.items()) if letter < "\u0480" and letter > "\u0400"}
)
_OTHER_SCRIPT = re.compile("[\u0370-\u052f\u13a0-\u13f5]")
_LATIN = re.compile("[a-z]")

_DRAWN_OUT = re.compile(r"([^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])\1\1+")
"""A letter three times and more. Not in the scripts of China, Japan and Korea, where a letter is a word or syllable."""

_THRICE = re.compile(r"(\S)\1\1")
"""Quicker to look for than `_DRAWN_OUT`, and never missing where that is found."""

_MOST_RUNS = 3
_DOUBLED_WORDS = """
all call ball fall hall wall tell sell well hell cell yell kill will bill pill ill fill still spill off too
see bee fee free tree three flee agree need feed seed bleed speed weed meet feet feel seen been week keep deep
sleep street food good wood mood blood flood room door poor moon soon noon fool cool pool school look book
took cook shoot loot boot root kiss miss pass grass glass guess less loss boss cross mess stress missed add
odd egg inn hello hurry sorry happy hungry apple messed llama llego llevan llaman llamen calle ella ellos alli
aqui hallo bello perro carro cerro corre guerra tierra leer creer annee elle elles belle femme homme pomme
bonne donne ville fille aller allez appelle appelez arrete arrive terre mwen mamma ammazza uccide fratello
sorella bambino donna nonno nonna letto
"""
_DOUBLED = frozenset([*_DOUBLED_WORDS.split(), "\u0627\u0644\u0644\u0647"])
_DOUBLED_BEGINNINGS = """
attack trapp stabb kidnapp shoot killed killing killer bleed blood flood happen stopp breath hitting getting
cutting running coming jumping dropp grabb robb robbery raping beaten sleep street needed needs school please
passed passing suffocat explo assault appel arret arrest accident llam llev lleg llor pistol socorr correr
corran ammazz uccid sparr picchi minacc freezing hungry sorry hurry hello really already tomorrow across
correct address apartment appartement emergency smoke choking policee immigra gunn stall
"""
_DOUBLED_STEMS = tuple(_DOUBLED_BEGINNINGS.split())
"""Words and beginnings of words with a letter that is really doubled: "bleeeding" is read as "bleeding"."""

_TRADITIONAL = (
    "這個們來為會時說國過對裡裏麼嗎殺槍傷燒滅煙樓門開關車請幫誰讓給還後發見話電腦網現無當從動長間問題點經頭體處實應該認識讀寫"
    "聽講語華漢灣東島機場飛鐵錢買賣價萬億兩幾歲媽爺兒孫親愛歡樂氣醫藥護診療癒熱涼濕淺災難風雲龍馬鳥魚豬雞貓飯麵餓饑飢燈棄絕絶"
    "綁縛帶捲擊毆闖進趕嚇懼驚慘險緊報誤謝謀搶強姦壓壞塊塵聲壯備儘盡優傳債偵側倉倆倫偉僅僑償儀僞偽內冊凍凱別刪則剛創劃劇劉劍勁"
    "勝勞勢勵勸匯區協單卻厭參雙變號嘆嘗嗆啞喪喫嘔嚴囑圍園圓圖團執堅墊墜墳夠夢夾奪奮婦嬰孃學寧寶審寬將專尋導屍層屬岡崗嶺幣師帳"
    "幹庫廁廚廟廠廢廣廳張彈歸彎徑復徵恆悶惡惱愴慣慮慶憂憐憑憤憲憶懇懶懸戰戲戶拋挾捨掃掙掛採揚換揮損搖搗撥撲擁擇擋擔據擠擴擺擾"
    "攔攝攜攤敗敘敵數斃斷於昇晝暈暫曉曬書條極構榮樣樹橋橫檔檢櫃權欄歐歷歿殘殯毀氈沒況決淚淨淪溝溫滾滿漁漲漸潑潔潛潰濃濟濺瀉灑"
    "烏煉煩營燙爐爛爭爲牆牽犧狀狹猶獄獨獲獵獸環瑪產畝畢畫異瘋瘡癢癡癱癲癮皺盜盤睜瞞矯砲碼確礙禍禦禮禱種稱穀積穩窮窩竄竊競筆節"
    "範築簡簽籌籠糧糾紀約紅納純紗紙級紛細終組結絡統絲綠維綱緒線緣編緩練縣縫總績繃織繞繩繫繼續罰罵羅義習聖聞聯聰職肅脅脫腎腫腳"
    "腸膚膽臉臨臟舉舊艙艱莊莖萊葉葷蒼蓋蔣蔔蕭薩藍藝蘇蘭虛蟲蠟衆眾術衛衝補裝製複褲襲視覺覽觀觸訂計訊討訓記訪設許訴詐評試詢詩誇"
    "詳誠課調談論諒諾謊證譴議譯譽讚豐貝負財貢貧貨貪責貴費貼賀資賊賓賞賠賤賬賭賴贈贏贖趙跡踐踴蹤躍軀軍軌軟較載輔輕輛輝輩輪輯輸"
    "轄轉轎轟辦辭農迴連週遊運達違遙遞遠適遲遷選遺邊郵鄉鄧鄭鄰醜醬釋針釘鈔鈕銀銅銳銷鋪鋼錄錯鍊鍋鍵鎖鎮鏡鐘鑰鑽閃閉閑閒閱闆闊闢"
    "陣陰陳陸陽隊階際隨隱隻雖雜離霧靈靜響頁頂項順須預頓領頸頻顆額顏願顧顫顯飲飽養餘館駕駛騎騙騷驅驗骯髒鬆鬥鬧鬱魯鮮鴉鴨鴻鵝鹽"
    "麗麥黃黨齊齒齡龜喚噁臺颱妳祇祂啟啓紮蓆綫説嘩譁喲囉嚨劑暉顛瞭鬍鬚孿屆跩攙攪瀕擄虜縱闇喎燬薑櫥墻裊膠繳蹺斬濫嚐窺覓鈴鉤鏈鏟"
    "錘鎗衊傭餵飼頑倖輾墮癥誘詛蟻餅湯蘿蘋櫻筍鹵滷壘廈棟巖塗閣樞欖"
)
_SIMPLIFIED = (
    "这个们来为会时说国过对里里么吗杀枪伤烧灭烟楼门开关车请帮谁让给还后发见话电脑网现无当从动长间问题点经头体处实应该认识读写"
    "听讲语华汉湾东岛机场飞铁钱买卖价万亿两几岁妈爷儿孙亲爱欢乐气医药护诊疗愈热凉湿浅灾难风云龙马鸟鱼猪鸡猫饭面饿饥饥灯弃绝绝"
    "绑缚带卷击殴闯进赶吓惧惊惨险紧报误谢谋抢强奸压坏块尘声壮备尽尽优传债侦侧仓俩伦伟仅侨偿仪伪伪内册冻凯别删则刚创划剧刘剑劲"
    "胜劳势励劝汇区协单却厌参双变号叹尝呛哑丧吃呕严嘱围园圆图团执坚垫坠坟够梦夹夺奋妇婴娘学宁宝审宽将专寻导尸层属冈岗岭币师帐"
    "干库厕厨庙厂废广厅张弹归弯径复征恒闷恶恼怆惯虑庆忧怜凭愤宪忆恳懒悬战戏户抛挟舍扫挣挂采扬换挥损摇捣拨扑拥择挡担据挤扩摆扰"
    "拦摄携摊败叙敌数毙断于升昼晕暂晓晒书条极构荣样树桥横档检柜权栏欧历殁残殡毁毡没况决泪净沦沟温滚满渔涨渐泼洁潜溃浓济溅泻洒"
    "乌炼烦营烫炉烂争为墙牵牺状狭犹狱独获猎兽环玛产亩毕画异疯疮痒痴瘫癫瘾皱盗盘睁瞒矫炮码确碍祸御礼祷种称谷积稳穷窝窜窃竞笔节"
    "范筑简签筹笼粮纠纪约红纳纯纱纸级纷细终组结络统丝绿维纲绪线缘编缓练县缝总绩绷织绕绳系继续罚骂罗义习圣闻联聪职肃胁脱肾肿脚"
    "肠肤胆脸临脏举旧舱艰庄茎莱叶荤苍盖蒋卜萧萨蓝艺苏兰虚虫蜡众众术卫冲补装制复裤袭视觉览观触订计讯讨训记访设许诉诈评试询诗夸"
    "详诚课调谈论谅诺谎证谴议译誉赞丰贝负财贡贫货贪责贵费贴贺资贼宾赏赔贱账赌赖赠赢赎赵迹践踊踪跃躯军轨软较载辅轻辆辉辈轮辑输"
    "辖转轿轰办辞农回连周游运达违遥递远适迟迁选遗边邮乡邓郑邻丑酱释针钉钞钮银铜锐销铺钢录错炼锅键锁镇镜钟钥钻闪闭闲闲阅板阔辟"
    "阵阴陈陆阳队阶际随隐只虽杂离雾灵静响页顶项顺须预顿领颈频颗额颜愿顾颤显饮饱养余馆驾驶骑骗骚驱验肮脏松斗闹郁鲁鲜鸦鸭鸿鹅盐"
    "丽麦黄党齐齿龄龟唤恶台台你只他启启扎席线说哗哗哟啰咙剂晖颠了胡须孪届拽搀搅濒掳虏纵暗㖞毁姜橱墙袅胶缴跷斩滥尝窥觅铃钩链铲"
    "锤枪蔑佣喂饲顽幸辗堕症诱诅蚁饼汤萝苹樱笋卤卤垒厦栋岩涂阁枢榄"
)

_LIMIT = 20_000
"""Characters remembered at most: more than all languages we know need."""


class _Plain(dict[int, str]):
    """What each character is in the plain form, worked out when it is first met. The apostrophe stays."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < _LIMIT:
            self[code] = plain
        return plain


def _plain(char: str) -> str:
    name = unicodedata.name(char, "")
    if named := _NAMED_LETTER.fullmatch(name):
        return named[1].lower()
    wide = unicodedata.normalize("NFKC", char)
    if name.startswith("PARENTHESIZED"):
        wide = wide.strip("()")
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", wide.casefold()))
    return unicodedata.normalize("NFC", "".join(map(_bare, apart)))


def _bare(char: str) -> str:
    """The plain form of one character that is neither a capital nor made of others."""
    if (known := _FIXED.get(char)) is not None:
        return known
    if named := _NAMED_LETTER.fullmatch(unicodedata.name(char, "")):
        return named[1].lower()
    category = unicodedata.category(char)
    if category[0] == "N" and (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    if category == "Cf":
        return ""
    return char if category[0] in "LMN" else " "


_FIXED = {
    **dict.fromkeys(_DROPPED, ""),
    **{char: same for chars, same in _SAME for char in chars},
    **{chr(row + order): chr(read_as + order) for row, read_as in _ETHIOPIC for order in range(7)},
    # The first and fourth of these rows sound alike.
    **dict.fromkeys("\u1203\u1213\u1283", "\u1200"),
    **dict.fromkeys("\u12a3\u12d3", "\u12a0"),
    **dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)),
}
_PLAIN = _Plain(
    {ord(sign): plain for sign, plain in _SIGNS.items()}
    | dict.fromkeys(map(ord, _APOSTROPHES), "'")
    | {ord(_BURNS): f" {_HOUSES[0]}{_FIRE} "}
)
_PLAIN_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | dict.fromkeys(
    map(ord, "'`"), "'"
)


def plain(text: str) -> str:
    """`text` as words parted by single blanks, in small letters without what people leave out, mix or disguise.

    Deciding on nothing but the text; the same again for its own answer.
    """
    if text.isascii():
        text = text.translate(_PLAIN_ASCII)
    else:
        if _RARE.search(text):
            text = _JAMO.sub(_jamo, _FLAG_LETTERS.sub(_flags, _HOUSE_ON_FIRE.sub(_BURNS, text)))
        text = text.translate(_PLAIN)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    if "'" in text:
        text = _CONTRACTION.sub("", text).replace("'", " ")
    words = text.split()
    if _OTHER_SCRIPT.search(text):
        words = list(map(_unmask, words))
        text = " ".join(words)
    if _THRICE.search(text):
        words = list(map(_settle, words))
    return " ".join(words)


def _flags(run: re.Match[str]) -> str:
    spelled = "".join(chr(ord("a") + ord(letter) - _FLAG_A) for letter in run[0])
    return spelled if spelled in _HIDDEN else " "


def _jamo(run: re.Match[str]) -> str:
    """Korean letters that make no syllable, such as those for laughing, are a word of their own, of any length."""
    return f" {_JAMO_AGAIN.sub(lambda again: again[1], run[0])} "


def _unmask(word: str) -> str:
    """`word` in one script where it wears letters of another that look the same; else as it is."""
    latin = word.translate(_LOOK_LATIN)
    if latin == word:
        return word
    is_mixed = _LATIN.search(word) is not None
    if latin.isascii():
        return latin if is_mixed or latin in _HIDDEN else word
    if is_mixed:
        cyrillic = word.translate(_LOOK_CYRILLIC)
        return word if _LATIN.search(cyrillic) else cyrillic
    return word


def _settle(word: str) -> str:
    """`word` with each drawn-out letter written once, or twice where a word that we know has it twice.

    What is one letter again and again stays: it may name a page, or be a cry.
    """
    runs = [run.span() for run in _DRAWN_OUT.finditer(word)]
    if not runs or runs[0] == (0, len(word)):
        return word
    starts, ends = [0, *(end for _, end in runs)], [*(first for first, _ in runs), len(word)]
    between = [word[first:after] for first, after in zip(starts, ends, strict=True)]

    def written(times: tuple[int, ...]) -> str:
        letters = (word[first] * each for (first, _), each in zip(runs, times, strict=True))
        return "".join(f"{part}{letter}" for part, letter in zip(between, (*letters, ""), strict=True))

    if len(runs) <= _MOST_RUNS:
        for times in product((2, 1), repeat=len(runs)):
            spelled = written(times)
            if spelled in _DOUBLED or spelled.startswith(_DOUBLED_STEMS):
                return spelled
    return written((1,) * len(runs))
