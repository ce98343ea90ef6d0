/// What is said to people in French.
enum French {
    static let issues: [Issue.Sort: Words] = [
        .belowZero: Words(
            "On a donné plus que ce qui est connu ici.",
            "Saisissez ce qui est arrivé sans être noté, ou comptez l’étagère."),
        .beyondApproval: Words(
            "Des biens sont partis sans approbation, ou au-delà de ce qu’elle permet.",
            "Faites approuver une commande pour eux, ou corrigez l’expédition."),
        .promisedBeyond: Words(
            "On a promis plus que ce qui est ici.",
            "Clôturez une commande, libérez une réservation ou faites venir davantage."),
        .differs: Words(
            "Ce qui est arrivé n’est pas ce qui est parti.",
            "Demandez aux deux centres ; corrigez l’erreur, passez la perte ou acceptez."),
        .countDoubt: Words(
            "Quelque chose a eu lieu avant un comptage sans que le compteur le sache.",
            "Vérifiez si c’était sur l’étagère, et recomptez si cela compte."),
        .countsApart: Words(
            "Deux comptages faits séparément donnent des quantités différentes.",
            "Comptez encore une fois, ensemble."),
        .correctionsApart: Words(
            "Plusieurs corrections d’une même saisie coexistent.",
            "Écrivez-en une qui les remplace et faites-la approuver."),
        .itemGone: Words(
            "Un article encore demandé ou en stock est supprimé, retiré, fusionné ou absent.",
            "Rétablissez l’article, ou utilisez celui qui le remplace."),
        .hubClosed: Words(
            "Un centre fermé a encore du stock, des biens en route ou des commandes ouvertes.",
            "Transférez les biens vers un autre centre et clôturez ce qui est ouvert."),
        .conflict: Words(
            "Plusieurs personnes ont écrit un champ différemment sans le savoir.",
            "Regardez tout ce qui a été écrit et écrivez ce qui est juste."),
        .deletedAndChanged: Words(
            "Quelqu’un a supprimé une fiche pendant qu’un autre la modifiait.",
            "Supprimez-la encore, ou modifiez-la pour la garder."),
        .breaksRule: Words(
            "Une fiche enfreint une règle de son type.",
            "Écrivez le champ que la règle concerne."),
        .alike: Words(
            "Deux fiches partagent ce que chacune doit avoir seule.",
            "Modifiez l’une d’elles ou fusionnez-les."),
        .sameCode: Words(
            "Deux documents portent le même code.",
            "Écrivez sur les deux papiers lequel est lequel."),
        .equivocal: Words(
            "Un appareil a déclaré des choses différentes sous un même nom.",
            "Demandez à l’auteur et corrigez ce qui compte si c’est faux."),
        .held: Words(
            "L’un l’a approuvé et l’autre rejeté, sans le savoir.",
            "Quelqu’un qui peut décider regarde les deux décisions et décide à nouveau."),
        .approvedOwn: Words(
            "Quelqu’un a approuvé sa propre demande.",
            "Une autre personne qui peut décider l’examine et décide."),
        .refused: Words(
            "Un changement est sans effet : il enfreint une règle ou l’auteur n’en a pas le "
                + "droit.",
            "Faites-le saisir par qui en a le droit, ou comme le veut la règle."),
        .quarantined: Words(
            "Une personne écartée a continué d’écrire ; cela ne compte pas.",
            "Un égal ou supérieur de qui l’a écartée ratifie ce qui est vrai."),
        .forked: Words(
            "Un appareil a écrit deux choses au même endroit : il a été copié, ou n’est pas "
                + "honnête.",
            "Retirez l’une des copies ; un supérieur garde une branche. Aucun fait n’est perdu."),
        .approvedLate: Words(
            "Qui l’a approuvé n’avait plus de nouvelles d’autres responsables depuis trop "
                + "longtemps.",
            "Quelqu’un qui est en contact avec d’autres l’examine et l’approuve à nouveau ou "
                + "le rejette."),
    ]
    static let notices: [Notice.Sort: Words] = [
        .expired: Words(
            "La date d’un lot est passée.",
            "Retirez-le de l’étagère et notez qu’il est périmé."),
        .lowStock: Words(
            "Il y a moins que ce que ce centre veut avoir.",
            "Demandez-en davantage par une liste de besoins."),
        .expiring: Words(
            "La date d’un lot approche.",
            "Distribuez-le d’abord, ou envoyez-le là où il faut."),
        .disk: Words(
            "Le disque de cet ordinateur est presque plein.",
            "Supprimez d’autres fichiers. Ce qui est saisi reste, mais plus rien ne pourrait "
                + "tenir."),
        .clock: Words(
            "L’horloge de cet ordinateur diffère de celles autour de lui.",
            "Réglez-la sur une montre. Rien de ce qui est saisi n’est perdu."),
    ]
}
