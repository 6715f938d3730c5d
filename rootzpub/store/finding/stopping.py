"""Words that carry a question and not its subject, by language: articles, pronouns, auxiliaries, what asks. Folded."""

from collections.abc import Mapping
from typing import Final

STOP_WORDS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about after all also am an and any are as at be been being but by can could did do does doing don for
            from get gets had happened has have having he her here hers him his how i if in into is it its just ll
            long many may me might mine much must my need no not of often on or our ours out over please re s shall
            she should so some such t tell than that the their them then there these they this those to up us ve
            want was we were what when where which who whom whose why will with won would you your yours
        """,
        "de": """
            ab aber alle allem allen aller als also am an auch auf aus bei beim bekomme bin bis bist brauche da
            damit darf das dass dein deine dem den denn der des die dies diese diesem diesen dieser dieses doch dort
            du durch durfen durft ein eine einem einen einer eines er es euch euer eure finde findet fur geben geht
            gibt habe haben habt hat hatte ich ihr ihre ihrem ihren im in ist ja kann kannst konnen konnt lange man
            mehr mein meine meinem meinen meiner mich mir mit muss mussen nach nicht noch nur ob oder sehr sein
            seine sich sie sind so soll sollen sollte uber um und uns unser unsere viel viele vom von vor wann war
            waren warum was welche welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieso
            wieviel will willst wir wird wo woher wohin wollen wollt worden wurde wurden zu zum zur zwischen
        """,
        "fr": """
            a ai ainsi alors au aucun aussi autre aux avec avez avoir avons c ce cela ces cet cette combien comment
            d dans de des donc du elle elles en es est et etait ete etre eu fait faut il ils j je l la le les leur
            leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas peut peux plus pour
            pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont sur t ta te tes
            toi ton tu un une vos votre vous y
        """,
        "es": """
            a al algo como con cual cuales cuando cuanta cuantas cuanto cuantos de del desde donde e el ella ellas
            ellos en entre era es esa ese eso esta estan estas este esto estos fue ha hace hacer han hasta hay he la
            las le les lo los mas me mi mis muy necesito no nos o para pero por porque puede pueden puedo que quien
            quienes se ser si sin sobre son su sus te tengo tiene tienen tu tus un una uno unos y ya yo
        """,
        "it": """
            a ad agli ai al alla alle anche c che chi ci come con cosa cui d da dal dalla dei del della delle di dov
            dove e ed era essere fa fare gli ha hai hanno ho i il in io l la le lei lo loro lui ma mi mia mie mio ne
            nei nel nella noi non o per perche piu posso puo qual quale quali quando quanta quante quanti quanto
            questa queste questi questo se sei si sia sono su sua sue sugli sul sulla suo ti tra tu tua tuo un una
            uno vi voi
        """,
        "pt": """
            a ao aos as ate com como da das de dela dele do dos e ela elas ele eles em entre era essa esse esta
            estao este eu faz foi ha isso isto ja la lhe mais mas me meu meus minha muito na nao nas no nos o onde
            os ou para pela pelo pode por porque posso quais qual quando quanta quantas quanto quantos que quem se
            sem ser seu seus sua suas tem tenho teu tu tua um uma umas uns voce voces
        """,
        "nl": """
            aan al alle als ben bent bij dat de deze die dit doe doen dus een en er geen had heb hebben heeft
            het hij hoe hoeveel hun ik in is ja je jij jouw jullie kan kun kunnen maar me meer mij mijn moet moeten
            na naar niet nog of om onder ons onze ook op over s te tot u uit uw van veel voor waar waarom wanneer
            waren was wat we wel welk welke werd wie wij wil worden wordt zal ze zich zij zijn zo zou
        """,
        "sv": """
            alla allt ar att av blir de dem den denna det detta dig din dina dit du efter eller en er era ett far
            fick finns for fran ha hade han har hon hos hur i in inte jag kan kunna man manga med men mig min mina
            mot mycket nagon nagot nar ni nu och om oss pa sa sig sin ska skulle som till upp ut vad var vara varfor
            varit varje vem vi vid vilka vilken vilket vill
        """,
        "ru": """
            а без бы был была были было быть в вам вас ваш ваша ваши во вот все всех где да для до его ее если есть
            еще же за и из или им их к как какая какие какой какую ко когда кто куда ли мне можно мои мой моя мы на
            над наш не него нее нет ни них но о об он она они от по почему при с сколько со так также там то тоже
            только ты у уже чего чем что чтобы эта эти это этот я
        """,
    }.items()
}
