# Makes t/unit/pronostico_r.txt with R's forecast (8.20), public series of R:
#
#   Rscript t/unit/pronostico_r.R > t/unit/pronostico_r.txt
#
#   serie NAME m n values
#   ets FORM alpha beta gamma phi l b s_m..s_1 loglik aicc sigma2 h
#       h means, h standard deviations
#   theta h means

suppressMessages(library(forecast))

linea <- function(v) paste(sprintf("%.17g", as.numeric(v)), collapse = " ")

# forecast:::class3 has 1 where phi belongs when the trend is damped; its own
# simulation and the model's definition have phi
clase3 <- forecast:::class3
texto <- deparse(clase3)
texto <- sub("H1 <- matrix(rep(1, 1 + (trendtype != \"N\")), nrow = 1)",
    paste("f <- ifelse(damped, par[\"phi\"], 1);",
          "H1 <- matrix(c(1, rep(f, trendtype != \"N\")), nrow = 1)"),
    texto, fixed = TRUE)
texto <- sub("F1 <- rbind(c(1, 1),", "F1 <- rbind(c(1, f),", texto,
    fixed = TRUE)
texto <- sub("rbind(c(par[\"alpha\"], par[\"alpha\"]), c(par[\"beta\"],",
    "rbind(c(par[\"alpha\"], f * par[\"alpha\"]), c(par[\"beta\"],", texto,
    fixed = TRUE)
texto <- sub("            par[\"beta\"]))", "            f * par[\"beta\"]))",
    texto, fixed = TRUE)
stopifnot(sum(grepl("f \\*", texto)) == 2)
clase3 <- eval(parse(text = texto), asNamespace("forecast"))

# forecast:::class1, which class2 calls too, puts gamma one place late in the
# state without a trend, so that it counts one step early in the variance
texto <- deparse(forecast:::class1)
texto <- sub("G[3, 1]", "G[p - m + 1, 1]", texto, fixed = TRUE)
clase1 <- eval(parse(text = texto), asNamespace("forecast"))
assignInNamespace("class1", clase1, "forecast")

series <- list(AirPassengers = AirPassengers, USAccDeaths = USAccDeaths,
    UKgas = window(UKgas, 1975), Nile = ts(as.numeric(Nile)),
    WWWusage = ts(as.numeric(WWWusage)))

for (nombre in names(series)) {
    y <- series[[nombre]]
    m <- frequency(y)
    h <- if (m > 1) m + 3 else 8
    cat("serie", nombre, m, length(y), linea(y), "\n")
    for (e in c("A", "M")) for (t in c("N", "A", "Ad")) for (s in c("N", "A", "M")) {
        if ((e == "A" && s == "M") || (m > 1) != (s != "N")) next
        d <- t == "Ad"
        f <- ets(y, paste0(e, substr(t, 1, 1), s), damped = d)
        p <- function(n) if (is.na(f$par[n])) 0 else f$par[[n]]
        g <- forecast(f, h = h, level = 95)
        medias <- g$mean
        desvios <- (g$upper - g$mean) / qnorm(.975)
        if (s == "M") {
            k <- clase3(h, f$states[length(y) + 1, ], substr(t, 1, 1), s, d,
                m, f$sigma2, f$par)
            medias <- k$mu
            desvios <- sqrt(k$var)
        }
        b <- if (t == "N") 0 else f$initstate[["b"]]
        cat("ets ETS(", e, ",", t, ",", s, ") ",
            linea(c(p("alpha"), p("beta"), p("gamma"), if (d) p("phi") else 1,
                    f$initstate[["l"]], b,
                    f$initstate[-seq_len(1 + (t != "N"))],
                    f$loglik, f$aicc, f$sigma2, h, medias, desvios)),
            "\n", sep = "")
    }
    cat("theta", h, linea(thetaf(y, h)$mean), "\n")
}

# admisible - alpha beta gamma phi m verdict (gamma 0: no season)

set.seed(1)
for (i in 1:300) {
    m <- sample(c(1, 4, 7, 12), 1)
    a <- runif(1, 0, 1.5)
    b <- runif(1, 0, if (m > 1) .3 else 3)
    g <- if (m > 1) runif(1, 0, .8) else NULL
    f <- if (i %% 2) 1 else runif(1, .8, .98)
    cat("admisible -", linea(c(a, b, if (m > 1) g else 0, f, m,
        forecast:::admissible(a, b, g, f, m))), "\n")
}
